namespace Carousel.Anomalies;

/// <summary>A channel as baselines over windows see it.</summary>
internal static class SeriesWindows
{
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
}
