namespace Carousel.Anomalies.Baselines;

/// <summary>
/// The simplest detector: how many deviations a value lies from the mean of a sliding window, both computed anew every
/// hundred rows.
/// </summary>
/// <remarks>As in the benchmark's own list of detectors: a window of 6,400 rows and steps of 100.</remarks>
internal static class WindowedGaussian
{
    private const int Window = 6400;
    private const int Step = 100;
    private const double Least = 1e-6;

    /// <summary>Scores of a channel.</summary>
    /// <param name="values">[n]; NaN is a gap and scores 0.</param>
    /// <returns>[n]: deviations from the mean; 0 while there is no window yet.</returns>
    public static double[] Score(IReadOnlyList<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var scores = new double[values.Count];
        (double mean, double deviation) = (0, 0);
        for (int r = 0; r < scores.Length; r++)
        {
            if (r % Step == 0 && r > 0)
            {
                double[] known =
                [
                    .. values.Take(Math.Max(0, r - Window)..r).Where(v => !float.IsNaN(v)).Select(v => (double)v),
                ];
                double count = Math.Max(known.Length, 1);
                mean = known.Sum() / count;
                deviation = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / count);
            }

            scores[r] = r < Step || float.IsNaN(values[r])
                ? 0
                : Math.Abs(values[r] - mean) / Math.Max(deviation, Least);
        }

        return scores;
    }
}
