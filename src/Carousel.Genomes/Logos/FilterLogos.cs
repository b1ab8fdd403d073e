using Carousel.Autograd;
using Carousel.Genomes.Labeling;
using Carousel.Jobs;

namespace Carousel.Genomes.Logos;

/// <summary>Makes the logos of a network's filters from the windows of a sequence that excite each most.</summary>
internal static class FilterLogos
{
    private const int MostBases = 60_000;
    private const int Window = 3000;
    private const int Taken = 200;
    private const double Pseudocount = 1;

    /// <summary>The logos.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network.</param>
    /// <param name="bases">A sequence; its first 60,000 bases are read on both strands.</param>
    /// <returns>One a filter; those that never fire are left out.</returns>
    public static IReadOnlyList<FilterLogo> Of(Backend backend, NucleotideNetwork network, byte[] bases)
    {
        NucleotideDesign design = network.Design;
        if (!design.Convolves)
        {
            return [];
        }

        byte[] some = bases.Length > MostBases ? bases[..MostBases] : bases,
            both = [.. some, .. Bases.ReverseComplement(some)];
        float[] fired = Run(backend, network, both);
        double[] background =
        [
            .. Enumerable.Range(0, Bases.Count)
                .Select(
                    b =>
                        Math.Max(
                            1e-3, (double)both.Count(x => x == b) / Math.Max(1, both.Count(x => x != Bases.Unknown)))),
        ];
        var logos = new List<FilterLogo>();
        int half = design.Width / 2;
        for (int k = 0; k < design.Filters; k++)
        {
            int filter = k;
            int[] best = [.. Enumerable.Range(half, Math.Max(0, both.Length - (2 * half)))
                .Where(t => fired[(t * design.Filters) + filter] > 0)
                .OrderByDescending(t => fired[(t * design.Filters) + filter]).ThenBy(t => t).Take(Taken)];
            if (best.Length > 0)
            {
                logos.Add(new FilterLogo(k, best.Length, Shares(both, best, design.Width, background), background));
            }
        }

        return logos;
    }

    private static double[] Shares(byte[] bases, int[] centers, int width, double[] background)
    {
        var shares = new double[width * Bases.Count];
        for (int w = 0; w < width; w++)
        {
            Span<double> own = shares.AsSpan(w * Bases.Count, Bases.Count);
            double sum = Pseudocount;
            background.CopyTo(own);
            foreach (int center in centers)
            {
                byte read = bases[center - (width / 2) + w];
                if (read != Bases.Unknown)
                {
                    own[read]++;
                    sum++;
                }
            }

            for (int b = 0; b < Bases.Count; b++)
            {
                own[b] /= sum;
            }
        }

        return shares;
    }

    private static float[] Run(Backend backend, NucleotideNetwork network, byte[] bases)
    {
        int filters = network.Design.Filters;
        var fired = new float[bases.Length * filters];
        int margin = NucleotideDesign.Fold * ((network.Design.Width / NucleotideDesign.Fold) + 1);
        var (batch, tracks) = (new WindowBatch(), new NucleotideTracks(bases, [], []));
        for (int first = 0; first < bases.Length; first += Window)
        {
            batch.Fill([tracks.Window(first - margin, Window + (2 * margin), [], isReverse: false)]);
            float[] values = Inference.Run(backend, tape => network.Filtered(tape, batch));
            for (int t = 0; t < Math.Min(Window, bases.Length - first); t++)
            {
                values.AsSpan(batch.Bases.Row(0, margin + t) * filters, filters)
                    .CopyTo(fired.AsSpan((first + t) * filters));
            }
        }

        return fired;
    }
}
