using Carousel.Boosting;

namespace Carousel.Anomalies;

/// <summary>How odd each row of a channel is among all rows of it, without training.</summary>
/// <remarks>
/// Shape: the distance of a window from its third nearest neighbour (<see cref="ShapeProfile"/>), in medians of such
/// distances, for three lengths of windows; the greatest counts. Spread: how far a window's deviation is from the usual
/// one. A row has the mean of the windows that cover it. The
/// weights were chosen once, on planted anomalies and on known files of the Numenta Anomaly Benchmark
/// (docs/decisions/methods.md).
/// </remarks>
/// <param name="Scores">[n], all finite: about 1 for a usual row, 0 in a constant stretch. Rows near an anomaly have a
/// part of its score.</param>
/// <param name="Shapes">Rows of a window, and [n − W + 1]: the weighted distance of each; short windows first.</param>
internal sealed record SeriesViews(double[] Scores, IReadOnlyList<(int Window, double[] Distances)> Shapes)
{
    private const int ShortRows = 12, MiddleRows = 32, LongRows = 128, WindowsPerSeries = 8;

    // A short window is far from its neighbours more often than a long one.
    private const double ShortWeight = 0.7, MiddleWeight = 0.85, SpreadWeight = 0.05, MostSpread = 10;

    /// <summary>Scores all rows.</summary>
    /// <param name="units">[n]: in robust units; NaN is a gap.</param>
    /// <param name="season">Rows of the season; 0 or 1 for none.</param>
    public static SeriesViews Of(double[] units, int season)
    {
        int longest = Math.Clamp(
            units.Length / WindowsPerSeries, 2, Math.Clamp(season, LongRows, ShapeMemory.LongestWindow));
        int[] windows = [Math.Min(ShortRows, longest), Math.Min(MiddleRows, longest), longest];
        double[] weights = [ShortWeight, MiddleWeight, 1];
        var scores = new double[units.Length];
        var shapes = new (int, double[])[windows.Length];
        foreach ((double[] distances, int k) in ShapeProfile.Of(units, windows).Select((d, k) => (d, k)))
        {
            double median = Math.Max(MedianOf(distances), ShapeMemory.LeastDistance);
            double[] relative = [.. distances.Select(d => double.IsNaN(d) ? 0 : weights[k] * d / median)];
            double[] rows = Covering(relative, windows[k], units.Length);
            shapes[k] = (windows[k], relative);
            for (int r = 0; r < scores.Length; r++)
            {
                scores[r] = Math.Max(scores[r], rows[r]);
            }
        }

        foreach (int window in windows[1..])
        {
            double[] rows = Covering(SpreadOf(units, window), window, units.Length);
            for (int r = 0; r < scores.Length; r++)
            {
                scores[r] += SpreadWeight * Math.Min(rows[r], MostSpread);
            }
        }

        return new SeriesViews(scores, shapes);
    }

    /// <summary>[n − W + 1]: the distance of the logarithm of each window's deviation from their median, in robust
    /// deviations.</summary>
    private static double[] SpreadOf(double[] units, int window)
    {
        var spreads = new float[units.Length - window + 1];
        (double sum, double squares) = (0, 0);
        for (int r = 0; r < units.Length; r++)
        {
            double gained = At(r), lost = r >= window ? At(r - window) : 0;
            (sum, squares) = (sum + gained - lost, squares + (gained * gained) - (lost * lost));
            if (r >= window - 1)
            {
                double mean = sum / window;
                spreads[r - window + 1] =
                    (float)Math.Log(Math.Sqrt(Math.Max((squares / window) - (mean * mean), 0)) + 1);
            }
        }

        var scale = RobustScale.Of(spreads);
        return [.. spreads.Select(s => Math.Abs(scale.Units(s)))];

        // Whole numbers, so that what is added is taken away exactly.
        double At(int row) => double.IsNaN(units[row]) ? 0 : ShapeMemory.StepsOf(units[row]);
    }

    /// <summary>[n]: the mean of the windows that cover each row.</summary>
    private static double[] Covering(double[] windows, int rows, int count)
    {
        double[] sums = [0, .. new double[windows.Length]];
        for (int w = 0; w < windows.Length; w++)
        {
            sums[w + 1] = sums[w] + windows[w];
        }

        return
        [
            .. Enumerable.Range(0, count).Select(r =>
            {
                int first = Math.Max(0, r - rows + 1), end = Math.Min(windows.Length, r + 1);
                return (sums[end] - sums[first]) / (end - first);
            }),
        ];
    }

    private static double MedianOf(double[] values) =>
        values.Where(double.IsFinite).ToArray() is { Length: > 0 } known ? Median.TakeFrom(known) : 0;
}
