namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>
/// What hits, false alarms and misses are worth to a user, as the Numenta Anomaly Benchmark states it.
/// </summary>
/// <remarks>Lavin and Ahmad 2015, table 1.</remarks>
/// <param name="Name">As in tables, such as <c>standard</c>.</param>
/// <param name="Hit">A_TP: worth of an alarm at the very start of a window.</param>
/// <param name="FalseAlarm">A_FP: cost of an alarm far from any window.</param>
/// <param name="Miss">A_FN: cost of a window without an alarm.</param>
internal sealed record NabProfile(string Name, double Hit, double FalseAlarm, double Miss)
{
    /// <summary>A miss costs as much as a hit is worth.</summary>
    public static NabProfile Standard { get; } = new("standard", 1, 0.11, 1);

    /// <summary>False alarms cost double.</summary>
    public static NabProfile LowFalseAlarms { get; } = new("reward low FP", 1, 0.22, 1);

    /// <summary>Misses cost double.</summary>
    public static NabProfile LowMisses { get; } = new("reward low FN", 1, 0.11, 2);

    /// <summary>All three.</summary>
    public static IReadOnlyList<NabProfile> All { get; } = [Standard, LowFalseAlarms, LowMisses];
}
