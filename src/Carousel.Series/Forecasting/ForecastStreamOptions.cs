using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Options for the input lines of a streaming forecaster and for its answers.</summary>
public sealed record ForecastStreamOptions
{
    /// <summary>The step size of the learning, unless another is asked for.</summary>
    internal const double UsualRate = 1e-4;

    /// <summary>How messages call the input.</summary>
    public string Source { get; init; } = "standard input";

    /// <summary>How cells are written: missing values, decimal separator, delimiter, form of time stamps.</summary>
    public ReadOptions Cells { get; init; } = new();

    /// <summary>Whether missing covariates known ahead repeat their last season.</summary>
    public bool RepeatKnown { get; init; }

    /// <summary>Steps ahead that an answer holds, 1 … the horizon; null for all.</summary>
    public int? Steps { get; init => field = OptionException.Within(value, 1, 10_000); }

    /// <summary>
    /// Interval in percent that an answer contains in addition to the median, 1 to 99.9; null for none as CSV, and the
    /// model's first as JSON.
    /// </summary>
    public double? Interval { get; init => field = OptionException.Within(value, 1, 99.9); }

    /// <summary>Whether the model continues to learn, with one step per line.</summary>
    public bool Learn { get; init; }

    /// <summary>Step size of the learning.</summary>
    public double LearningRate { get; init => field = OptionException.Within(value, 1e-8, 10) ?? UsualRate; } =
        UsualRate;

    /// <summary>Seed of the learning's random masks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether forecasts are kept until their truth comes, to be scored.</summary>
    internal bool KeepsScore { get; init; } = true;
}
