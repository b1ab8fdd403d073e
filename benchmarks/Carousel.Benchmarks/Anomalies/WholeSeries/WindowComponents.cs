using Carousel.Kernels;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>
/// Sub-PCA: how far a window lies from the principal axes of all windows, weighted by the inverse of the share of the
/// variance that each axis explains.
/// </summary>
/// <remarks>
/// Shyu and others 2003 in the form of PyOD (Zhao and others 2019), which TSB-AD (Liu and Paparrizos 2024) runs: each
/// place of the windows is standardised, and the distance is to the unit vector, not to the line through it. Axes that
/// explain nothing are left out. The score is the weighted mean instead of the sum.
/// </remarks>
internal static class WindowComponents
{
    private const double LeastDeviation = 1e-9, LeastShare = 1e-12;

    /// <summary>Scores a channel.</summary>
    /// <param name="series">[n], standardised.</param>
    /// <param name="window">w: rows of a window, at most n.</param>
    /// <returns>[n]; zeros if no place of the windows varies.</returns>
    public static double[] Score(double[] series, int window)
    {
        double[][] windows = Windowed.Of(series, window);
        for (int j = 0; j < window; j++)
        {
            double mean = windows.Average(x => x[j]);
            double deviation = Math.Sqrt(windows.Average(x => (x[j] - mean) * (x[j] - mean)));
            foreach (double[] x in windows)
            {
                x[j] = deviation > LeastDeviation ? (x[j] - mean) / deviation : 0;
            }
        }

        double[][] correlations = [.. Enumerable.Range(0, window).Select(_ => new double[window])];
        foreach (double[] x in windows)
        {
            for (int j = 0; j < window; j++)
            {
                DoubleSums.Add(correlations[j], x, x[j] / windows.Length);
            }
        }

        Evd<double> decomposed = DenseMatrix.OfRowArrays(correlations).Evd(Symmetricity.Symmetric);
        double[] variances = [.. decomposed.EigenValues.Select(v => v.Real)];
        double[][] axes = decomposed.EigenVectors.ToColumnArrays();
        double least = LeastShare * variances.Sum();
        double[] weights = [.. variances.Select(v => v > least ? 1 / v : 0)];
        double total = Math.Max(weights.Sum(), double.Epsilon);
        return Windowed.OfRows([.. windows.Select(Distance)], series.Length);

        double Distance(double[] x)
        {
            double squares = DoubleSums.Dot(x, x) + 1, sum = 0;
            for (int j = 0; j < window; j++)
            {
                sum += weights[j] * Math.Sqrt(Math.Max(0, squares - (2 * DoubleSums.Dot(x, axes[j]))));
            }

            return sum / total;
        }
    }
}
