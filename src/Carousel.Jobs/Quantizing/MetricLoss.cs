namespace Carousel.Jobs.Quantizing;

/// <summary>How much worse a model became, in the metric that heads its job's table.</summary>
/// <param name="Metric">The first column that both results have.</param>
/// <param name="Before">Its value in float32.</param>
/// <param name="After">Its value in 8 bits.</param>
internal sealed record MetricLoss(JobMetric Metric, double Before, double After)
{
    /// <summary>Percent of the value before by which the value after is worse; below 0 where it is better.</summary>
    public double Percent
    {
        get
        {
            double worse = Metric.HigherIsBetter ? Before - After : After - Before;
            return worse == 0 ? 0 : 100 * worse / Math.Abs(Before);
        }
    }

    /// <summary>Compares two results of one job on the same data.</summary>
    /// <param name="before">In float32.</param>
    /// <param name="after">In 8 bits.</param>
    /// <returns>The loss, or null where no metric is known in both.</returns>
    public static MetricLoss? Of(JobResult before, JobResult after)
    {
        foreach (JobMetric metric in before.Metrics)
        {
            if (before.Scores[0].Metrics.TryGetValue(metric.Key, out double old)
                && after.Scores[0].Metrics.TryGetValue(metric.Key, out double now)
                && double.IsFinite(old))
            {
                return new MetricLoss(metric, old, now);
            }
        }

        return null;
    }

    /// <summary>Whether the loss is more than allowed; one that is not a number is.</summary>
    /// <param name="most">Percent.</param>
    public bool IsMoreThan(double most) => !(Percent <= most);
}
