using MathNet.Numerics;

namespace Carousel.Anomalies;

/// <summary>
/// The root mean square distance of a block of rows from the parabola through the rows around it.
/// </summary>
/// <remarks>
/// POLY of TSB-AD (Liu and Paparrizos 2024): blocks of one window, each with a fit on ten windows around its first
/// row without the block. The reference leaves the first tenth of the rows, 500 at most, without a score; here they
/// have one.
/// </remarks>
internal static class PolynomialResidual
{
    private const int Degree = 2, Windows = 10, FewestRows = 100;

    /// <summary>Scores a channel.</summary>
    /// <param name="series">[n], standardised.</param>
    /// <param name="window">Rows of a block; half the rows at most are used.</param>
    /// <returns>[n], equal within a block.</returns>
    public static double[] Score(double[] series, int window)
    {
        window = Math.Clamp(window, 1, Math.Max(1, series.Length / 2));
        var scores = new double[series.Length];
        int around = Math.Min(series.Length, Math.Max(Windows * window, FewestRows));
        for (int start = 0; start < series.Length; start += window)
        {
            int end = Math.Min(start + window, series.Length);
            int from = Math.Clamp(start - (around / 2), 0, series.Length - around);
            int[] rows = [.. Enumerable.Range(from, around).Where(r => r < start || r >= end)];
            double[] weights = rows.Length > Degree
                ? Fit.Polynomial([.. rows.Select(Place)], [.. rows.Select(r => series[r])], Degree)
                : [0];
            scores.AsSpan(start..end).Fill(Math.Sqrt(Enumerable.Range(start, end - start).Average(
                r => Math.Pow(series[r] - Polynomial.Evaluate(Place(r), weights), 2))));

            double Place(int row) => (row - start) / (double)around;
        }

        return scores;
    }
}
