using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>How a forecaster is fed lines, and what it says to them.</summary>
public sealed record ForecastStreamOptions
{
    /// <summary>How messages call the input.</summary>
    public string Source { get; init; } = "standard input";

    /// <summary>How cells are written: missing values, decimal separator, delimiter, form of time stamps.</summary>
    public ReadOptions Cells { get; init; } = new();

    /// <summary>Whether what is known ahead repeats its last season where nobody gave it.</summary>
    public bool RepeatKnown { get; init; }

    /// <summary>Steps ahead that an answer holds, 1 … the horizon; null for all.</summary>
    public int? Steps { get; init => field = OptionException.Within(value, 1, 10_000); }

    /// <summary>
    /// Interval in percent that an answer holds beside the median, above 0 and below 100; null for none as CSV, and the
    /// model's first as JSON.
    /// </summary>
    public double? Interval { get; init => field = OptionException.Within(value, 0.1, 99.9); }

    /// <summary>Whether the model goes on learning, a step a line.</summary>
    public bool Learn { get; init; }

    /// <summary>Step size of the learning.</summary>
    public double LearningRate { get; init => field = OptionException.Within(value, 1e-8, 10) ?? 1e-4; } = 1e-4;

    /// <summary>Seed of the learning's random masks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether forecasts are kept until their truth comes, to be scored.</summary>
    internal bool KeepsScore { get; init; } = true;
}
