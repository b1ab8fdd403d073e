namespace Carousel.Genomes.Genes;

/// <summary>The genes that stand around a frame, as far as frames by themselves tell them.</summary>
/// <param name="path">Genes that do not overlap, ascending: see <see cref="GenePath"/>.</param>
/// <param name="links">How far apart neighbours lie.</param>
internal sealed class Neighborhood(IReadOnlyList<GeneCandidate> path, LinkCounts links)
{
    /// <summary>How many features a frame has.</summary>
    public const int GeneFeatures = 17;

    /// <summary>How many features of neighbours a start has.</summary>
    public const int StartFeatures = 5;

    private const int Beside = 5;
    private const int Shared = 60;
    private const int Unknown = 1000;
    private const int Reach = 400;
    private const int Longest = 20_000;

    private readonly int[] _starts = [.. path.Select(p => p.Span.Start)];

    /// <summary>
    /// Its own log odds, bent at −2 and 2; whether a gene overlaps it, how sure that is and how much it covers; how
    /// far the genes on either side are, on which strands, and how much room there is for it between them.
    /// </summary>
    /// <param name="own">The frame by itself: see <see cref="GeneWeights.Alone"/>.</param>
    /// <returns>[<see cref="GeneFeatures"/>].</returns>
    public double[] Of(GeneCandidate own)
    {
        GeneCandidate? left = null, right = null;
        double conflict = 0, share = 0;
        int at = FirstFrom(own.Span.Start);
        foreach (GeneCandidate gene in path.Skip(at - Beside).Take(Beside + at - Math.Max(0, at - Beside))
            .Where(g => g.Span != own.Span || g.IsReverse != own.IsReverse))
        {
            int shared = Math.Min(gene.Span.End, own.Span.End) - Math.Max(gene.Span.Start, own.Span.Start);
            if (shared > Shared || shared * 2 > Math.Min(gene.Span.Length, own.Span.Length))
            {
                conflict = Math.Max(conflict, Math.Clamp(gene.Score, 0, 20));
                share = Math.Max(share, (double)shared / own.Span.Length);
            }
            else if (gene.Span.Start < own.Span.Start)
            {
                left = gene;
            }
            else
            {
                right ??= gene;
            }
        }

        int before = (own.Span.Start - left?.Span.End) ?? Unknown,
            behind = (right?.Span.Start - own.Span.End) ?? Unknown;
        bool isFree = conflict == 0;
        bool follows = left?.IsReverse == own.IsReverse, leads = right?.IsReverse == own.IsReverse;
        double room = Math.Log((Math.Max(0, before) + Math.Max(0, behind) + 50.0) / own.Span.Length);
        return
        [
            Math.Clamp(own.Score, -8, -2) / 4, Math.Clamp(own.Score, -8, 2) / 4, Math.Clamp(own.Score, -8, 8) / 4,
            conflict / 10, isFree ? 0 : 1, share, isFree ? 0 : own.Score / 10,
            left is null ? 0 : Math.Clamp(links.Odds(left.Value.IsReverse, own.IsReverse, before), -4, 4),
            right is null ? 0 : Math.Clamp(links.Odds(own.IsReverse, right.Value.IsReverse, behind), -4, 4),
            room, Math.Log(own.Span.Length / 300.0), isFree ? room : 0, follows ? 1 : 0, leads ? 1 : 0,
            Math.Log(1 + (Math.Max(0, before) / 100.0)), Math.Log(1 + (Math.Max(0, behind) / 100.0)),
            follows && leads ? 1 : 0,
        ];
    }

    /// <summary>
    /// The features of a frame's starts: their own, and how far the gene before each is and how much they share with
    /// one.
    /// </summary>
    /// <returns>[starts][9 + <see cref="StartFeatures"/>].</returns>
    public double[][] OfStarts(ScoredFrame frame)
    {
        GeneCandidate[] near =
        [
            .. path.Skip(FirstFrom(frame.Span.Start - Longest)).TakeWhile(g => g.Span.Start < frame.Span.End + Reach)
                .Where(g => g.Span.End > frame.Span.Start - Reach && !IsOf(g, frame)),
        ];
        return [.. frame.Starts.Select(s => (double[])[.. s.Features, .. OfStart(frame, frame.From(s), near)])];
    }

    private static bool IsOf(GeneCandidate gene, ScoredFrame frame) => gene.IsReverse == frame.IsReverse
        && (frame.IsReverse ? gene.Span.Start == frame.Span.Start : gene.Span.End == frame.Span.End);

    private double[] OfStart(ScoredFrame frame, NucleotideSpan own, GeneCandidate[] near)
    {
        double link = 0, shared = 0;
        int nearest = int.MaxValue;
        foreach (GeneCandidate gene in near)
        {
            (NucleotideSpan left, NucleotideSpan right) = frame.IsReverse ? (own, gene.Span) : (gene.Span, own);
            if (left.Start >= right.Start || left.End >= right.End)
            {
                continue;
            }

            int gap = right.Start - left.End;
            shared = Math.Max(shared, Math.Min(-gap, 300));
            if (gap >= -LinkCounts.MostOverlap && gap < nearest)
            {
                nearest = gap;
                link = frame.IsReverse ? links.Odds(true, gene.IsReverse, gap) : links.Odds(gene.IsReverse, false, gap);
            }
        }

        return
        [
            Math.Clamp(link, -5, 5), shared / 50, shared > 0 ? 1 : 0, Math.Min(nearest, 300) / 100.0,
            Math.Log(1 + (Math.Clamp(nearest, 0, 2000) / 20.0)),
        ];
    }

    private int FirstFrom(int place)
    {
        int at = Array.BinarySearch(_starts, place);
        return at < 0 ? ~at : at;
    }
}
