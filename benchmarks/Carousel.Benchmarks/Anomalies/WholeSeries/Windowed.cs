namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>The windows of a series, and their scores as scores of rows.</summary>
internal static class Windowed
{
    /// <summary>All windows of a series.</summary>
    /// <param name="series">[n].</param>
    /// <param name="window">w: rows of a window, at most n.</param>
    /// <returns>[n − w + 1][w].</returns>
    public static double[][] Of(double[] series, int window) =>
        [.. Enumerable.Range(0, series.Length - window + 1).Select(w => series[w..(w + window)])];

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
