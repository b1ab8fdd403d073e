namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>
/// The distance from a window to the most similar one elsewhere in the channel, both standardised: √(2w(1 − ρ)).
/// </summary>
/// <remarks>
/// Yeh and others 2016; covariances along diagonals by the centred update of Zimmerman and others 2019 (SCAMP). The
/// windows w/4 rows before and after are not compared, as in STUMPY (Law 2019), which TSB-AD runs: two constant
/// windows have ρ = 1, and a constant one has ρ = ½ with others. Rows at the ends have the least score.
/// </remarks>
internal static class MatrixProfile
{
    private const double LeastSquares = 1e-18;

    /// <summary>Scores a channel; O(n²).</summary>
    /// <param name="series">[n], standardised.</param>
    /// <param name="window">w: rows of a window, at most n.</param>
    /// <returns>[n].</returns>
    public static double[] Score(double[] series, int window)
    {
        double[][] windows = Windowed.Of(series, window);
        int least = ((window + 3) / 4) + 1;
        double[] means = [.. windows.Select(x => x.Average())];
        double[] inverse =
        [
            .. windows.Select((x, w) => x.Sum(v => (v - means[w]) * (v - means[w])))
                .Select(squares => squares > LeastSquares * window ? 1 / Math.Sqrt(squares) : 0),
        ];
        double[] steps = new double[means.Length], sums = new double[means.Length];
        for (int w = 1; w < means.Length; w++)
        {
            (double gone, double come) = (series[w - 1], series[w + window - 1]);
            (steps[w], sums[w]) = ((come - gone) / 2, come - means[w] + gone - means[w - 1]);
        }

        double[] best = [.. inverse.Select(_ => -1.0)];
        for (int lag = least; lag < means.Length; lag++)
        {
            double covariance = windows[0].Zip(windows[lag], (a, b) => (a - means[0]) * (b - means[lag])).Sum();
            for (int w = 0, other = lag; other < means.Length; w++, other++)
            {
                covariance += (steps[w] * sums[other]) + (steps[other] * sums[w]);
                double correlation = inverse[w] > 0 && inverse[other] > 0 ? covariance * inverse[w] * inverse[other]
                    : inverse[w] == inverse[other] ? 1
                    : 0.5;
                best[w] = correlation > best[w] ? correlation : best[w];
                best[other] = correlation > best[other] ? correlation : best[other];
            }
        }

        double[] distances = [.. best.Select(b => Math.Sqrt(2 * window * Math.Max(0, 1 - b)))];
        return Windowed.OfRows(distances, series.Length, distances.Min());
    }
}
