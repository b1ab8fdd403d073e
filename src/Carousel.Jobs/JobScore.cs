namespace Carousel.Jobs;

/// <summary>A model or a baseline, and how it did.</summary>
/// <param name="Name">What it is called in files and JSON.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="Metrics">Values by <see cref="JobMetric.Key"/>; unknown ones are left out.</param>
public sealed record JobScore(string Name, string Title, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>
    /// Level in percent and the share of true values inside that interval; empty where nothing has intervals.
    /// </summary>
    public IReadOnlyDictionary<double, double> Coverage { get; init; } = new Dictionary<double, double>();
}
