namespace Carousel.Tasks.Anomalies.Events;

/// <summary>Something that happened to an entity.</summary>
/// <param name="Time">When: seconds from any beginning, or ticks of any kind where the log has no clock.</param>
/// <param name="Stamp">When by the clock; null where the log has none.</param>
/// <param name="Categories">A value for each category of the log.</param>
/// <param name="Numbers">A value for each number of the log; NaN is a gap.</param>
/// <param name="IsAnomaly">The label; null where there is none.</param>
/// <param name="Line">Its line in the file, from 1; 0 where it is from no file.</param>
public sealed record LoggedEvent(double Time, DateTime? Stamp, IReadOnlyList<string> Categories, IReadOnlyList<float> Numbers, bool? IsAnomaly, long Line);
