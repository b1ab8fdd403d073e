using System.Globalization;

namespace Carousel.Forecasting;

/// <summary>Says in plain words how a forecaster did, also where a simple forecast did better.</summary>
public static class ForecastSentence
{
    /// <summary>Differences of the error below this share are called equal.</summary>
    private const double Equal = 0.01;

    /// <summary>From here on errors are compared as multiples.</summary>
    private const double ManyTimes = 2;

    /// <summary>How the model compares with the best baseline, by the mean absolute error.</summary>
    /// <param name="backtest">The backtest.</param>
    /// <returns>One or two sentences.</returns>
    public static string Comparison(Backtest backtest)
    {
        ArgumentNullException.ThrowIfNull(backtest);
        double model = backtest.Model.MeanAbsoluteError;
        BacktestModel best = backtest.BestBaseline;
        double gain = 1 - (model / best.MeanAbsoluteError);
        string percent = (100 * Math.Abs(gain)).ToString("0", CultureInfo.InvariantCulture);
        double times = model / best.MeanAbsoluteError;
        string worse = times < ManyTimes ? $"{percent} % larger"
            : times < 100 ? $"{Number(times)} times as large"
            : "more than a hundred times as large";
        return best.MeanAbsoluteError <= 0
            ? $"The forecast '{best.Title}' has no error at all on the test part: use it."
            : gain >= Equal
                ? $"{percent} % better than the best simple forecast ({best.Title}){Doubt(backtest, best)}."
                : gain > -Equal
                    ? $"No better than the best simple forecast ({best.Title}), within {100 * Equal:0} %: that one is "
                        + $"simpler, use it."
                    : $"The simple forecast '{best.Title}' is better: the network's error is {worse}. Use that one, or "
                        + $"try more data, covariates that are known ahead (--known), or another --lookback.";
    }

    /// <summary>What is to be said where the difference may be chance.</summary>
    private static string Doubt(Backtest backtest, BacktestModel best) => backtest.IsClear(best) ? ""
        : $", though {(backtest.Windows.Count == 1 ? "one origin" : $"{backtest.Windows.Count} origins")} can't tell "
            + $"that from chance";

    /// <summary>
    /// The sum of the first target over the next horizon, for one series; else how many series were forecast.
    /// </summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    /// <returns>One sentence.</returns>
    public static string Outlook(Forecast forecast, ForecastDesign design)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(design);
        string span = forecast.Set.Frequency?.Describe(design.Horizon) ?? $"{design.Horizon} rows";
        if (forecast.Windows.Count > 1)
        {
            return $"Next {span} forecast for {forecast.Windows.Count} series.";
        }

        double level = design.Intervals[0];
        string name = design.Targets[0].Replace('_', ' ');
        (double median, double low, double high) = forecast.Sum(0, 0, level);
        if (design.TargetCount > 1 || double.IsNaN(low) || !IsAmount(forecast))
        {
            int last = design.Horizon - 1;
            (low, high) = forecast.Quantiles.Interval(0, last, 0, level);
            return $"{forecast.LabelAt(0, last)}: {name} {Number(forecast.Quantiles.MedianOf(0, last, 0))} "
                + $"({Number(low)} – {Number(high)}).";
        }

        return $"Next {span}: {Number(median)} {name} ({Number(low)} – {Number(high)}).";
    }

    /// <summary>A number with the digits that a person needs.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Such as <c>2,310</c> or <c>14.2</c>.</returns>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 1000 ? "#,0" : size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Whole numbers of 0 and more are amounts that add up; temperatures and rates are not.</summary>
    private static bool IsAmount(Forecast forecast)
    {
        foreach (float value in forecast.Set[forecast.Windows[0].Series].Column(0))
        {
            if (!float.IsNaN(value) && (value < 0 || value != MathF.Floor(value)))
            {
                return false;
            }
        }

        return true;
    }
}
