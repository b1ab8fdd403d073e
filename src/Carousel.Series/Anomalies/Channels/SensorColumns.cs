namespace Carousel.Anomalies;

/// <summary>The columns of a table with a row for each sensor and time. Stored in the model file.</summary>
/// <param name="Id">The columns that name the sensor, separated by commas.</param>
/// <param name="Values">The columns of values.</param>
internal sealed record SensorColumns(string Id, IReadOnlyList<string> Values);
