namespace Carousel.Cli.Rendering;

/// <summary>A model or a baseline and how it did.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Metrics">Values by the names that architecture and JSON use: mae, rmse, mase, wql, …; unknown ones are left out.</param>
/// <param name="Coverage">Level in percent and the share of values inside the interval, or empty.</param>
internal sealed record ScoreRow(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<double, double> Coverage);
