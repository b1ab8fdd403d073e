namespace Carousel.Genomes.Genes;

/// <summary>All open reading frames of a sequence with their counted features.</summary>
/// <param name="statistics">What was counted of genes.</param>
/// <param name="here">What was counted in this genome, to move the odds of codons; null for nothing.</param>
internal sealed class FrameScan(GeneStatistics statistics, HexamerCounts? here = null)
{
    /// <summary>How many features a start has.</summary>
    public const int StartFeatures = 9;

    private const int Upstream = 45;

    private readonly float[] _codons = statistics.Hexamers.ToOdds(here);
    private readonly double[] _before = statistics.Before.ToOdds(), _behind = statistics.Behind.ToOdds();

    /// <summary>The frames of both strands from <see cref="GeneDecoder.Shortest"/> bases on.</summary>
    /// <param name="bases">The forward strand.</param>
    public IEnumerable<ScoredFrame> Frames(byte[] bases)
    {
        Strand[] strands = [.. Strand.Both(bases)];
        double[][] odds = [.. strands.Select(s => Odds(s.Bases))];
        for (int k = 0; k < strands.Length; k++)
        {
            Strand strand = strands[k];
            foreach (ReadingFrame frame in ReadingFrame.All(strand.Bases, GeneDecoder.Shortest))
            {
                ScoredStart[] starts =
                [
                    .. frame.Starts.Where(s => frame.End - s >= GeneDecoder.Shortest)
                        .Select((s, n) => Score(strand, frame, s, n, odds[k], odds[1 - k])),
                ];
                yield return new ScoredFrame(
                    strand.Span(frame.Starts[0], frame.End), strand.IsReverse, starts);
            }
        }
    }

    // The features: is the codon GTG, TTG; the site before it; the bases before and after it; the score of the codons
    // between the frame's first start and this one; its distance from the first start in bases, and in starts; the
    // score of the bases before it.
    private ScoredStart Score(
        Strand strand, ReadingFrame frame, int start, int number, double[] odds, double[] otherOdds)
    {
        byte[] bases = strand.Bases;
        int first = frame.Starts[0], before = Math.Max(start % Codons.Length, start - Upstream);
        return new ScoredStart(
            strand.Place(start),
            [
                bases[start] == Bases.G ? 1 : 0,
                bases[start] == Bases.T ? 1 : 0,
                statistics.Motif.Of(bases, start),
                statistics.Before.Sum(_before, bases, start),
                statistics.Behind.Sum(_behind, bases, start),
                Math.Clamp(odds[start] - odds[first], -30, 30) / 10,
                Math.Log(1 + ((start - first) / 30.0)),
                Math.Min(number, 10) / 5.0,
                Math.Clamp(odds[start] - odds[before], -10, 10) / 10,
            ],
            odds[frame.Stop] - odds[start + Codons.Length], BestOther(frame, start, odds, otherOdds));
    }

    // Of the codons between the start and the stop codon, read in the other two frames and on the other strand.
    private static double BestOther(ReadingFrame frame, int start, double[] odds, double[] otherOdds)
    {
        int last = frame.Stop - Codons.Length, mirror = odds.Length - 1;
        double best = double.MinValue;
        for (int shift = 0; shift < Codons.Length; shift++)
        {
            double other = otherOdds[mirror - start - shift] - otherOdds[mirror - last - shift];
            best = Math.Max(best, shift == 0 ? other : Math.Max(other, odds[last + shift] - odds[start + shift]));
        }

        return best;
    }

    private double[] Odds(byte[] strand)
    {
        int[] runs = HexamerCounts.Runs(strand);
        return Codons.Sums(
            strand.Length, (t, place) => runs[t] < 0 ? 0 : _codons[(place * HexamerCounts.Hexamers) + runs[t]]);
    }
}
