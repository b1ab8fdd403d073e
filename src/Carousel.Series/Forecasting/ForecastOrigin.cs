namespace Carousel.Forecasting;

/// <summary>The data a forecaster was fitted on: enough to recognise it, no more.</summary>
/// <param name="Fingerprint">Of all stamps, values and names.</param>
/// <param name="Rows">Rows of all series.</param>
/// <param name="Series">How many series.</param>
/// <param name="First">The first stamp or row.</param>
/// <param name="Last">The last stamp or row.</param>
/// <param name="TrainedTo">The first stamp or row that had no part in the fit: neither to learn from, nor to choose the
/// epoch and the widths of intervals.</param>
/// <param name="ValidationRows">Rows of the longest series that validated; null in a model of an earlier
/// version.</param>
/// <param name="TestRows">Rows of the longest series that measured; null in a model of an earlier version.</param>
internal sealed record ForecastOrigin(
    string Fingerprint, long Rows, int Series, string First, string Last, string TrainedTo, int? ValidationRows = null,
    int? TestRows = null);
