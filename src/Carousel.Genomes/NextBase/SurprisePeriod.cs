using Carousel.Jobs.Statistics;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// Whether the surprise of bases repeats with a period of three inside genes and outside of them: the power at ⅓
/// against that of its neighbours, and chance.
/// </summary>
/// <remarks>
/// Windows of <see cref="Window"/> bases that lie wholly inside one coding run, or wholly outside of all; the power of
/// each is that of its surprise less its mean. Chance: each window's
/// surprises in random order. Periods of three of coding sequence: Fickett 1982; Tiwari and others 1997.
/// </remarks>
internal sealed class SurprisePeriod
{
    /// <summary>Bases of a window, a multiple of three.</summary>
    public const int Window = 99;

    private const int Third = Window / 3;
    private const int Neighbors = 8;
    private const int MostWindows = 400;
    private const int Orders = 199;

    private SurprisePeriod(string name, double[][] windows, ulong seed)
    {
        Name = name;
        Windows = windows.Length;
        Power =
        [
            .. Enumerable.Range(1, Window / 2)
                .Select(f => windows.Length == 0 ? double.NaN : windows.Average(w => PowerAt(w, f))),
        ];
        Ratio = windows.Length == 0 ? double.NaN : Power[Third - 1] / NeighborPower();
        PValue = windows.Length == 0 ? double.NaN : Chance(windows, seed);
    }

    /// <summary>Where: inside genes, or outside.</summary>
    public string Name { get; }

    /// <summary>How many windows.</summary>
    public int Windows { get; }

    /// <summary>[49], the mean power at 1/99, 2/99, … of a base, bits².</summary>
    public IReadOnlyList<double> Power { get; }

    /// <summary>
    /// The power at ⅓ over the mean of eight frequencies on each side; 1 where there is no such period; NaN without
    /// windows.
    /// </summary>
    public double Ratio { get; }

    /// <summary>
    /// How often surprises in random order have as much power at ⅓, of 199 orders; NaN without windows.
    /// </summary>
    public double PValue { get; }

    /// <summary>Measures inside genes and outside.</summary>
    /// <param name="surprises">Bits of each base of some parts; NaN where unknown.</param>
    /// <param name="annotations">What is known of each part.</param>
    /// <param name="seed">The seed of the random orders.</param>
    /// <returns>Inside, then outside.</returns>
    public static (SurprisePeriod Inside, SurprisePeriod Outside) Of(
        IReadOnlyList<float[]> surprises, IReadOnlyList<GenomeAnnotation> annotations, ulong seed)
    {
        var (inside, outside) = (new List<double[]>(), new List<double[]>());
        for (int p = 0; p < surprises.Count; p++)
        {
            float[] own = surprises[p];
            NucleotideSpan[] coding = [.. annotations[p].Genes.SelectMany(g => g.Parts)];
            bool[] covered = NucleotideSpan.Cover(coding.Concat(annotations[p].Doubtful), own.Length);
            foreach (NucleotideSpan span in coding)
            {
                Cut(own, span.Start, span.End, inside);
            }

            for (int t = 0; t < own.Length;)
            {
                int next = Array.IndexOf(covered, true, t), end = next < 0 ? own.Length : next;
                Cut(own, t, end, outside);
                t = end + 1;
            }
        }

        return (
            new SurprisePeriod("inside genes", Spread(inside), seed),
            new SurprisePeriod("outside genes", Spread(outside), seed));
    }

    private static void Cut(float[] surprises, int start, int end, List<double[]> windows)
    {
        for (int t = start; t + Window <= end; t += Window)
        {
            double[] window = [.. surprises[t..(t + Window)].Select(s => (double)s)];
            if (window.All(double.IsFinite))
            {
                double mean = window.Average();
                windows.Add([.. window.Select(w => w - mean)]);
            }
        }
    }

    // At equal distances, so that many windows cost no more than some hundreds.
    private static double[][] Spread(List<double[]> windows)
    {
        int stride = Math.Max(1, (windows.Count + MostWindows - 1) / MostWindows);
        return [.. windows.Where((_, k) => k % stride == 0)];
    }

    private static double PowerAt(double[] window, int frequency)
    {
        double cosine = 0, sine = 0;
        for (int t = 0; t < Window; t++)
        {
            double angle = 2 * Math.PI * frequency * t / Window;
            cosine += window[t] * Math.Cos(angle);
            sine += window[t] * Math.Sin(angle);
        }

        return ((cosine * cosine) + (sine * sine)) / Window;
    }

    private double NeighborPower() =>
        Enumerable.Range(Third - Neighbors, (2 * Neighbors) + 1).Where(f => f != Third).Average(f => Power[f - 1]);

    private double Chance(double[][] windows, ulong seed)
    {
        var permutation = new Permutation(seed, $"surprise {Name}");
        var permuted = new double[Orders];
        var (order, mixed) = (new int[Window], new double[Window]);
        for (int k = 0; k < Orders; k++)
        {
            for (int w = 0; w < windows.Length; w++)
            {
                permutation.Order((k * windows.Length) + w, order);
                for (int t = 0; t < Window; t++)
                {
                    mixed[t] = windows[w][order[t]];
                }

                permuted[k] += PowerAt(mixed, Third) / windows.Length;
            }
        }

        return Permutation.PValue(Power[Third - 1], permuted);
    }
}
