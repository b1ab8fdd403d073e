using Carousel.Jobs.Baselines;

namespace Carousel.Genomes.Genes;

/// <summary>Chooses how much of a network is added to the counting, on genes that neither learned from.</summary>
internal static class NetworkShare
{
    private const int Blocks = 20;

    // The epoch of the network was also chosen on the validation part, which favours the network.
    private const double StandardErrors = 2;

    /// <summary>Chooses by −ln p of which frames are genes and where these start, in blocks of each part.</summary>
    /// <param name="parts">The parts with their genes.</param>
    /// <param name="weigh">The frames of a part with a share of the network added.</param>
    public static double Choose(IReadOnlyList<GenomePart> parts, Func<int, double, FoundFrames> weigh) =>
        BaselineShare.Choose([.. BaselineShare.Shares.Select(share => parts.SelectMany(
            (part, k) => Losses(part, weigh(k, share))).ToArray())], StandardErrors);

    private static IEnumerable<double> Losses(GenomePart part, FoundFrames found)
    {
        KnownPlaces known = KnownPlaces.Of(part.Annotation);
        bool[] doubtful = NucleotideSpan.Cover(part.Annotation.Doubtful, part.Bases.Length);
        int length = (part.Bases.Length / Blocks) + 1;
        return found.Frames.Select((frame, k) => (Frame: frame, Loss: Loss(frame, found.Genes[k], found.Starts[k])))
            .Where(f => f.Frame.Span.Of(doubtful).Count(true) * 2 <= f.Frame.Span.Length)
            .GroupBy(f => f.Frame.Span.Start / length).OrderBy(g => g.Key)
            .Select(block => block.Average(f => f.Loss));

        double Loss(ScoredFrame frame, double gene, double[] starts)
        {
            bool isGene = known.Stops.Contains(frame.Stop);
            int right = known.StartOf(frame);
            double top = starts.Max();
            return Math.Log(1 + Math.Exp(isGene ? -gene : gene))
                + (isGene && right >= 0 ? top + Math.Log(starts.Sum(s => Math.Exp(s - top))) - starts[right] : 0);
        }
    }
}
