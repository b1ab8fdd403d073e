namespace Carousel.Cli.Rendering;

/// <summary>A model or a baseline and how it did.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="Metrics">Values by the names that architecture and JSON use: mae, rmse, mase, wql, …; unknown ones are left out.</param>
/// <param name="Coverage">Level in percent and the share of values inside the interval, or empty.</param>
internal sealed record ScoreRow(
    string Name,
    string Title,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<double, double> Coverage);
