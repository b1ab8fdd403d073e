using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies.Channels;

/// <summary>
/// When the on-line detector raises an alarm. The defaults are the one setting with which the benchmark was run.
/// </summary>
internal sealed record DetectorOptions
{
    /// <summary>The forecaster.</summary>
    public ChannelOptions Forecaster { get; init; } = new();

    /// <summary>Rows of the short term whose mean surprise is held against all before.</summary>
    public int ShortTerm { get; init => field = OptionException.Within<int>(value, 1, 10_000) ?? 20; } = 20;

    /// <summary>
    /// Deviations above the long term that are an alarm, for one channel; more channels need more, so that the rate of
    /// false alarms stays.
    /// </summary>
    public double Deviations { get; init => field = OptionException.Within<double>(value, 0.5, 35) ?? 3; } = 3;

    /// <summary>
    /// How far beyond the range of all values before, as a share of it, a value is an alarm by itself.
    /// </summary>
    public double Margin { get; init => field = OptionException.Within<double>(value, 0, 1000) ?? 0.02; } = 0.02;

    /// <summary>Rows without another alarm after one, as a share of the rows that were learned from.</summary>
    public double Quiet { get; init => field = OptionException.Within<double>(value, 0, 100) ?? 0.25; } = 0.25;

    /// <summary>
    /// Whether the forecast has a part in the score; without it only values beyond the range are alarms.
    /// </summary>
    public bool UsesForecast { get; init; } = true;
}
