using Carousel.Boosting;

namespace Carousel.Anomalies;

/// <summary>How odd each row of a channel is among all rows of it, without training.</summary>
/// <remarks>
/// The score is the distance of a window from its third nearest neighbour (<see cref="ShapeProfile"/>), in medians of
/// such distances, for three lengths of windows; the greatest counts. A row has the mean of the windows that cover it.
/// The weights were chosen once, on planted anomalies and on known files of the Numenta Anomaly Benchmark
/// (docs/decisions/methods.md).
/// </remarks>
/// <param name="Scores">[n], all finite: about 1 for a usual row, 0 in a constant stretch. Rows near an anomaly have a
/// part of its score.</param>
/// <param name="Shapes">Rows of a window, and [n − W + 1]: the weighted distances; short windows first.</param>
internal sealed record SeriesViews(double[] Scores, IReadOnlyList<(int Window, double[] Distances)> Shapes)
{
    private const int ShortRows = 12, MiddleRows = 32, LongRows = 128, WindowsPerSeries = 8;

    // A short window is far from its neighbours more often than a long one.
    private const double ShortWeight = 0.7, MiddleWeight = 0.85;

    /// <summary>Scores all rows.</summary>
    /// <param name="units">[n]: in robust units; NaN is a gap.</param>
    /// <param name="season">Rows of the season; 0 or 1 for none.</param>
    public static SeriesViews Of(double[] units, int season)
    {
        int longest = Math.Clamp(
            units.Length / WindowsPerSeries, 2, Math.Clamp(season, LongRows, ShapeMemory.LongestWindow));
        (int Rows, double Weight)[] windows =
        [
            (Math.Min(ShortRows, longest), ShortWeight), (Math.Min(MiddleRows, longest), MiddleWeight), (longest, 1),
        ];
        (int Window, double[] Distances)[] shapes =
        [
            .. ShapeProfile.Of(units, [.. windows.Select(w => w.Rows)])
                .Zip(windows, (own, w) => (w.Rows, Relative(own, w.Weight))),
        ];
        double[][] rows = [.. shapes.Select(s => Covering(s.Distances, s.Window, units.Length))];
        return new SeriesViews([.. units.Select((_, r) => rows.Max(own => own[r]))], shapes);
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

    /// <summary>The distances in weighted medians; 0 for a missing one.</summary>
    private static double[] Relative(double[] distances, double weight)
    {
        double[] known = [.. distances.Where(double.IsFinite), 0];
        double median = Math.Max(Median.TakeFrom(known), ShapeMemory.LeastDistance);
        return [.. distances.Select(d => double.IsNaN(d) ? 0 : weight * d / median)];
    }
}
