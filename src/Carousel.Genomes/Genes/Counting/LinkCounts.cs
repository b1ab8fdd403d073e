namespace Carousel.Genomes.Genes;

/// <summary>How far apart neighbouring genes lie, by their strands, against chance.</summary>
/// <param name="counts">[4, gaps] in bases: both forward, forward and reverse, reverse and forward, both
/// reverse.</param>
internal sealed class LinkCounts(double[] counts)
{
    /// <summary>How many numbers are counted.</summary>
    public const int Count = Kinds * Size;

    /// <summary>The largest overlap in bases that is distinguished.</summary>
    public const int MostOverlap = 120;

    private const int Far = 300;
    private const int Size = MostOverlap + Far;
    private const int Kinds = 4;

    // Gaps near 0 are resolved to one base: an operon's genes often share 1 or 4.
    private const int Near = 12;
    private const int NearReach = 6;
    private const int FarReach = 15;
    private const double Trust = 5;
    private const double Seldom = 0.05;

    private double[]? _odds;

    /// <summary>[4, gaps].</summary>
    public double[] Counts => counts;

    /// <summary>Counts the gaps between genes.</summary>
    public void Add(IReadOnlyList<CodingGene> genes)
    {
        _odds = null;
        CodingGene[] all = [.. genes.OrderBy(g => g.Start).ThenBy(g => g.End)];
        foreach ((CodingGene left, CodingGene right) in all.Zip(all.Skip(1)))
        {
            int gap = right.Start - left.End;
            if (gap is >= -MostOverlap and < Far && right.End > left.End)
            {
                counts[Place(left.IsReverse, right.IsReverse, gap)]++;
                if (left.IsReverse == right.IsReverse)
                {
                    // Read from the other strand it is the other kind.
                    counts[Place(!left.IsReverse, !right.IsReverse, gap)]++;
                }
            }
        }
    }

    /// <summary>ln p(gap) − ln p(even); 0 where they lie far apart.</summary>
    /// <param name="left">Whether the left one is on the reverse strand.</param>
    /// <param name="right">Whether the right one does.</param>
    /// <param name="gap">Bases between them; below 0 they share some.</param>
    public double Odds(bool left, bool right, int gap)
    {
        _odds ??= [.. Enumerable.Range(0, Kinds).SelectMany(Smoothed)];
        return gap >= Far ? 0 : _odds[Place(left, right, Math.Max(gap, -MostOverlap))];
    }

    private static int Place(bool left, bool right, int gap) =>
        (((left ? 2 : 0) + (right ? 1 : 0)) * Size) + gap + MostOverlap;

    // Each gap leans on those around it, and these on chance.
    private IEnumerable<double> Smoothed(int kind)
    {
        double[] own = counts[(kind * Size)..((kind + 1) * Size)];
        double all = own.Sum() + 1, even = Seldom * all / Size;
        for (int k = 0; k < Size; k++)
        {
            int reach = Math.Abs(k - MostOverlap) < Near ? NearReach : FarReach;
            int first = Math.Max(0, k - reach), last = Math.Min(Size - 1, k + reach);
            double around = (own[first..(last + 1)].Sum() + (Trust * even)) / (last - first + 1 + Trust);
            yield return Math.Log((own[k] + (Trust * around)) / (1 + Trust) * Size / all);
        }
    }
}
