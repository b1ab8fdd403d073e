namespace Carousel.Anomalies;

/// <summary>
/// When the on-line detector raises an alarm. The defaults are the one setting with which the benchmark was run.
/// </summary>
internal sealed record DetectorOptions
{
    /// <summary>The forecaster.</summary>
    public ChannelOptions Forecaster { get; init; } = new();

    /// <summary>Rows of the short term whose mean surprise is compared with all before.</summary>
    public int ShortTerm { get; init; } = 20;

    /// <summary>
    /// Deviations that are an alarm, for one channel; more channels need more, so that the rate of false alarms stays.
    /// Those of a value outside the recent range count double.
    /// </summary>
    public double Deviations { get; init; } = 4;

    /// <summary>Rows without another alarm after one, as a share of the rows that were learned from.</summary>
    public double Quiet { get; init; } = 0.33;

    /// <summary>Whether the forecast contributes to the score.</summary>
    public bool UsesForecast { get; init; } = true;

    /// <summary>Whether values contribute to the score.</summary>
    public bool UsesValues { get; init; } = true;

    /// <summary>Whether shapes contribute to the score.</summary>
    public bool UsesShapes { get; init; } = true;
}
