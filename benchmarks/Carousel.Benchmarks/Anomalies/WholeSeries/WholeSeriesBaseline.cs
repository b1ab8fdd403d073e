using Carousel.Anomalies;

namespace Carousel.Benchmarks.Anomalies.WholeSeries;

/// <summary>
/// A baseline that scores a row with all rows before and after it, as TSB-AD (Liu and Paparrizos 2024) runs its
/// unsupervised detectors.
/// </summary>
/// <param name="Name">What files and JSON call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Score">Scores, [n], of a standardised channel, [n], with windows of a length.</param>
internal sealed record WholeSeriesBaseline(string Name, string Title, Func<double[], int, double[]> Score)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<WholeSeriesBaseline> All { get; } =
    [
        new("sub_pca", "Sub-PCA", WindowComponents.Score),
        new("polynomial_residual", "polynomial residual", PolynomialResidual.Score),
        new("spectral_residual", "spectral residual", (series, _) => SpectralResidual.Score(series)),
        new("isolation_forest", "isolation forest", IsolationForest.Score),
        new("matrix_profile", "matrix profile", MatrixProfile.Score),
    ];

    /// <summary>Scores a channel.</summary>
    /// <param name="values">[n]; NaN is a gap.</param>
    /// <param name="window">Rows of a window; half the rows at most are used.</param>
    /// <returns>[n], all finite.</returns>
    public double[] Of(IReadOnlyList<float> values, int window) =>
        Score(SeriesWindows.Standardized(values), Math.Clamp(window, 1, Math.Max(1, values.Count / 2)));
}
