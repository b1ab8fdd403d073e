namespace Carousel.Anomalies;

/// <summary>The threshold of a fixed rate of false alarms.</summary>
internal static class RateThreshold
{
    /// <summary>The score that a share of the learning part's scores exceeds.</summary>
    /// <param name="scores">Scores of the learning part; NaN is skipped.</param>
    /// <param name="rate">The share, above 0 and below 1.</param>
    /// <returns>The threshold: between two scores, or above all where the share is less than one of them;
    /// infinity without scores.</returns>
    public static double Of(IEnumerable<double> scores, double rate)
    {
        double[] sorted =
            [.. scores.Where(double.IsFinite).OrderDescending().DefaultIfEmpty(double.PositiveInfinity)];

        // The k-th largest is allowed, the next is the border: with few scores only the largest is not exceeded.
        int allowed = (int)(rate * sorted.Length);
        return sorted[Math.Min(allowed, sorted.Length - 1)];
    }
}
