using Carousel.Data;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a person may ask of a forecast. Null leaves the choice to the series' frequency and length.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record ForecastOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Steps to forecast, 1 … 10,000.</summary>
    public int? Horizon { get; init => field = OptionException.Within(value, 1, 10_000, "--horizon"); }

    /// <summary>Steps of the past that the model sees, 1 … 100,000.</summary>
    public int? Lookback { get; init => field = OptionException.Within(value, 1, 100_000, "--lookback"); }

    /// <summary>Length of the season in steps, 1 (none) … 100,000.</summary>
    public int? Season { get; init => field = OptionException.Within(value, 1, 100_000, "--season"); }

    /// <summary>Prediction intervals in percent, each 1 … 99.9.</summary>
    public IReadOnlyList<double> Levels
    {
        get;
        init => field = value.All(l => l is >= 1 and <= 99.9) && value.Count > 0
            ? [.. value.Distinct().Order()]
            : throw new OptionException("--levels must be percentages from 1 to 99.9, such as 80,95.");
    } = [80, 95];

    /// <summary>How the steps are made.</summary>
    public ForecastStrategy Strategy { get; init; } = ForecastStrategy.EncoderDecoder;

    /// <summary>What the network is trained to give.</summary>
    public ForecastLoss Loss { get; init; } = ForecastLoss.Quantile;

    /// <summary>How values are scaled, fitted on the training part alone; null for the standard scaler.</summary>
    public Scaler? Scaler { get; init; }

    /// <summary>What makes the target's spread even; null lets the training part decide.</summary>
    public TargetTransform? Transform { get; init; }

    /// <summary>What is taken away from each window; null lets the training part decide.</summary>
    public WindowNormalisation? WindowNormalisation { get; init; }

    /// <summary>How missing values are filled; the network is told which they were.</summary>
    public GapFilling Gaps { get; init; } = GapFilling.Missing;

    /// <summary>How many networks with seeds of their own are averaged, 1 … 50.</summary>
    public int? Ensemble { get; init => field = OptionException.Within(value, 1, 50, "--ensemble"); }

    /// <summary>Rows at the end that only measure the result; null for a share that suits the length.</summary>
    public int? TestRows { get; init => field = OptionException.Within(value, 1, 1_000_000, "--test-rows"); }

    /// <summary>Rows before those that decide when to stop and how wide intervals are; null for a share that suits the length.</summary>
    public int? ValidationRows { get; init => field = OptionException.Within(value, 1, 1_000_000, "--validation-rows"); }

    /// <summary>Windows of an epoch, drawn without repetition; null for all.</summary>
    public int? EpochWindows { get; init => field = OptionException.Within(value, 1, 100_000_000, "--epoch-windows"); }

    /// <summary>Steps between the origins of the backtest; null for one horizon, or a day for hourly series and the like.</summary>
    public int? Stride { get; init => field = OptionException.Within(value, 1, 100_000, "--stride"); }
}
