namespace Carousel.Anomalies;

/// <summary>A channel as baselines over windows see it, and their scores as scores of rows.</summary>
internal static class SeriesWindows
{
    /// <summary>All windows of a series.</summary>
    /// <param name="series">[n].</param>
    /// <param name="window">w: rows of a window, at most n.</param>
    /// <returns>[n − w + 1][w].</returns>
    public static double[][] Of(double[] series, int window) =>
        [.. Enumerable.Range(0, series.Length - window + 1).Select(w => series[w..(w + window)])];

    /// <summary>The values less their mean, in deviations; a gap has the value before it.</summary>
    /// <param name="values">[n]; NaN is a gap.</param>
    /// <returns>[n]; zeros for a constant channel.</returns>
    public static double[] Standardized(IReadOnlyList<float> values)
    {
        double last = values.FirstOrDefault(float.IsFinite);
        double[] filled = [.. values.Select(v => last = float.IsFinite(v) ? v : last)];
        double mean = filled.Average(), deviation = Math.Sqrt(filled.Average(v => (v - mean) * (v - mean)));
        return [.. filled.Select(v => deviation > 1e-12 * Math.Abs(mean) ? (v - mean) / deviation : 0)];
    }

    /// <summary>Each row's score is that of the window around it.</summary>
    /// <param name="scores">[n − w + 1]: a score for each window.</param>
    /// <param name="rows">n.</param>
    /// <param name="outside">The score of rows that are the middle of no window; null for the nearest window's.</param>
    /// <returns>[n].</returns>
    public static double[] OfRows(double[] scores, int rows, double? outside = null)
    {
        int before = (rows - scores.Length + 1) / 2;
        return
        [
            .. Enumerable.Range(-before, rows).Select(
                w => w >= 0 && w < scores.Length ? scores[w] : outside ?? scores[w < 0 ? 0 : ^1]),
        ];
    }
}
