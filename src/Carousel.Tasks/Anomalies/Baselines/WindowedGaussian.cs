namespace Carousel.Tasks.Anomalies.Baselines;

/// <summary>The simplest detector: how many deviations a value lies from the mean of a sliding window, both computed anew every hundred rows.</summary>
/// <remarks>As in the benchmark's own list of detectors: a window of 6,400 rows and steps of 100.</remarks>
public static class WindowedGaussian
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
                (mean, deviation) = Moments(values, Math.Max(0, r - Window), r);
            }

            scores[r] = r < Step || float.IsNaN(values[r]) ? 0 : Math.Abs(values[r] - mean) / Math.Max(deviation, Least);
        }

        return scores;
    }

    private static (double Mean, double Deviation) Moments(IReadOnlyList<float> values, int first, int end)
    {
        double sum = 0;
        double count = 0;
        for (int r = first; r < end; r++)
        {
            (sum, count) = float.IsNaN(values[r]) ? (sum, count) : (sum + values[r], count + 1);
        }

        double mean = sum / Math.Max(count, 1);
        double squares = 0;
        for (int r = first; r < end; r++)
        {
            squares += float.IsNaN(values[r]) ? 0 : (values[r] - mean) * (values[r] - mean);
        }

        return (mean, Math.Sqrt(squares / Math.Max(count, 1)));
    }
}
