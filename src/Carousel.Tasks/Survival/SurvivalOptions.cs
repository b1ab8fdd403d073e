using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Survival;

/// <summary>What a survival model is to do. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record SurvivalOptions
{
    /// <summary>How long a period is; null finds it from the span of the log.</summary>
    public PeriodKind? Period { get; init; }

    /// <summary>The event that is the leaving; null finds one that is called so.</summary>
    public string? Leave { get; init; }

    /// <summary>Instead of an event: so many periods in a row without any event are the leaving, 1 … 1000.</summary>
    public int? Absent { get; init => field = OptionException.Within(value, 1, 1000, "--absent"); }

    /// <summary>An event after which a customer is no longer observed, without having left.</summary>
    public string? Censor { get; init; }

    /// <summary>How many periods ahead, 1 … 100.</summary>
    public int? Horizon { get; init => field = OptionException.Within(value, 1, 100, "--horizon"); }

    /// <summary>When the observation ended: the first moment that is no longer observed. Null takes the end of the last event's period, or its beginning where that period is cut.</summary>
    public DateTime? End { get; init; }

    /// <summary>Share of the customers that choose the epoch, 0.05 … 0.45.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0.05, 0.45, "--validation-share")!.Value; } = 0.2;

    /// <summary>Share of the customers that measure, 0.05 … 0.45.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.05, 0.45, "--test-share")!.Value; } = 0.2;

    /// <summary>How the network is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();
}
