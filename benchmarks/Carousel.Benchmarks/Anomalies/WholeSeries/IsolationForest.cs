using Carousel.Tensors;

namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>
/// How few random cuts separate a window from others: 2^(−E[h] / c), with h the cuts and c their mean in a random
/// search tree.
/// </summary>
/// <remarks>
/// Liu, Ting and Zhou 2008, "Isolation forest", algorithms 1 to 3 and equations 1 and 2, on windows of the values. A
/// tree is not stored: all windows follow the cuts of its sample.
/// </remarks>
internal static class IsolationForest
{
    private const int Trees = 100, Samples = 256;
    private const double EulerGamma = 0.5772156649015329;

    /// <summary>Scores a channel.</summary>
    /// <param name="series">[n], standardised.</param>
    /// <param name="window">w: rows of a window, at most n.</param>
    /// <returns>[n]: from 0 to 1.</returns>
    public static double[] Score(double[] series, int window)
    {
        var random = new CounterRandom(0, CounterRandom.Purpose("isolation forest"));
        long drawn = 0;
        int[] windows = [.. Enumerable.Range(0, series.Length - window + 1)];
        var (order, cuts) = (new int[windows.Length], new double[windows.Length]);
        int samples = Math.Min(Samples, windows.Length), depth = (int)Math.Ceiling(Math.Log2(samples));
        for (int tree = 1; tree <= Trees; tree++)
        {
            random.Permutation((uint)tree, order);
            Isolate(order[..samples], windows, 0);
        }

        double usual = Trees * Math.Max(UsualCuts(samples), 1);
        return Windowed.OfRows([.. cuts.Select(h => Math.Pow(2, -h / usual))], series.Length);

        void Isolate(int[] sample, int[] followers, int done)
        {
            // A place at which all windows of the sample are equal can't separate them: the next is taken.
            int place = (int)(Draw() * window), tried = 0;
            double least = 0, most = 0;
            for (; done < depth && sample.Length > 1 && tried < window && least == most; tried++)
            {
                place = (place + 1) % window;
                (least, most) = (sample.Min(w => series[w + place]), sample.Max(w => series[w + place]));
            }

            double border = least + (Draw() * (most - least));
            if (least == most)
            {
                foreach (int w in followers)
                {
                    cuts[w] += done + UsualCuts(sample.Length);
                }

                return;
            }

            foreach (bool isAbove in (bool[])[false, true])
            {
                bool IsThere(int w) => series[w + place] > border == isAbove;
                Isolate([.. sample.Where(IsThere)], [.. followers.Where(IsThere)], done + 1);
            }
        }

        float Draw() => CounterRandom.ToUniform(random.Word(0, drawn++));
    }

    /// <summary>c(n): the cuts of an unsuccessful search in a random search tree of n windows.</summary>
    private static double UsualCuts(int windows) => windows < 3
        ? windows / 2
        : (2 * (Math.Log(windows - 1) + EulerGamma)) - (2 * (windows - 1) / (double)windows);
}
