namespace Carousel.Anomalies;

/// <summary>
/// The simplest detector: how many deviations a value lies from the mean of a sliding window
/// (<see cref="GaussianWindow"/>).
/// </summary>
internal static class WindowedGaussian
{
    /// <summary>Scores of a channel.</summary>
    /// <param name="values">[n]; NaN is a gap and scores 0.</param>
    /// <returns>[n]: deviations from the mean; 0 before the first window.</returns>
    public static double[] Score(IReadOnlyList<float> values)
    {
        var window = new GaussianWindow();
        return [.. values.Select(v => window.Take(v))];
    }
}
