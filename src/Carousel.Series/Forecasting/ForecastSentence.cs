using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>Says in plain words how a forecaster did, also where a simple forecast did better.</summary>
internal static class ForecastSentence
{
    /// <summary>Differences of the error below this share are called equal.</summary>
    private const double Equal = 0.01;

    /// <summary>Medians within this share of the range of the true values are the same.</summary>
    private const double Same = 0.001;

    /// <summary>From here on errors are compared as multiples.</summary>
    private const double ManyTimes = 2;

    /// <summary>The largest number of series whose totals are all listed.</summary>
    private const int MostNamed = 5;

    /// <summary>The number of steps after the horizon in which an open time is sought.</summary>
    private const int MostSought = 10_000;

    /// <summary>Smaller probabilities are written as "below" this value.</summary>
    private const double LeastP = 0.001;

    /// <summary>How the model compares with the best of its baselines, by the mean absolute error.</summary>
    /// <param name="backtest">The backtest.</param>
    /// <returns>One or two sentences.</returns>
    public static string Comparison(Backtest backtest)
    {
        double model = backtest.Model.MeanAbsoluteError;
        BacktestModel best = backtest.BestBaseline;
        double gain = 1 - (model / best.MeanAbsoluteError);
        double times = model / best.MeanAbsoluteError;
        string worse = times < ManyTimes ? $"{Percent(-gain)} % larger"
            : times < 100 ? $"{Number(times)} times as large"
            : "more than a hundred times as large";
        return best.MeanAbsoluteError <= 0
            ? $"The forecast '{best.Title}' has no error at all on the test part: use it."
            : gain > -Equal && Constant(backtest) is { } constant ? constant
            : backtest.Weights.GetValueOrDefault(LastValue.Label) > 0
                ? "This series looks like a random walk: its steps have no drift and do not depend on earlier ones. "
                    + "The forecast is the last value."
            : gain >= Equal
                ? $"{Percent(gain)} % better than the best baseline ({best.Title}){Doubt(backtest.Compare(best))}."
                : backtest.Weights.GetValueOrDefault(WindowMethods.WordOf(best.Name)) > 0
                    ? $"One of the averaged methods, {best.Title}, is "
                        + (gain > -Equal
                            ? $"as good as the mean, within {100 * Equal:0} %."
                            : $"better: the error of the mean is {worse}{Doubt(backtest.Compare(best))}.")
                : gain > -Equal
                    ? $"As good as the best baseline ({best.Title}), within {100 * Equal:0} %: use the simpler "
                        + "baseline."
                    : $"The baseline '{best.Title}' is better: the forecast's error is {worse}"
                        + $"{Doubt(backtest.Compare(best))}. Use that one, or "
                        + (WindowMethods.IsUntrained(backtest.Model.Name)
                            || (backtest.Weights.Count > 0 && !backtest.Weights.ContainsKey(WindowMethods.Network))
                            ? backtest.Set.Series.Max(s => s.HistoryLength) > UntrainedJob.ShortRows
                                ? "train a model on the file."
                                : "add rows."
                            : "try more data, covariates that are known ahead, or another lookback.");
    }

    /// <summary>
    /// A sentence about a constant forecast that equals most of the true values: its small absolute error is not a
    /// merit. Null if the forecast varies or most values differ from it.
    /// </summary>
    private static string? Constant(Backtest backtest)
    {
        double[] medians = [.. Enumerable.Range(0, backtest.Truth.Count).Select(backtest.Quantiles.MedianOf)];
        float[] truth = [.. backtest.Truth.Where(v => !float.IsNaN(v))];
        if (truth.Length == 0)
        {
            return null;
        }

        double near = Same * ((double)truth.Max() - truth.Min());
        double middle = medians.Order().ElementAt(medians.Length / 2);
        double share = truth.Count(v => Math.Abs(v - middle) <= near) / (double)truth.Length;
        string value = (Math.Round(middle + backtest.Design.OffsetOf(0), 3) + 0.0)
            .ToString("#,0.###", CultureInfo.InvariantCulture);
        return share > 0.5 && medians.Max() - medians.Min() <= near
            ? $"The forecast is always {value}, as are {Percent(share)} % of the values, so no other guess has a "
                + "smaller mean absolute error. Judge the forecast by its intervals and its sum."
            : null;
    }

    /// <summary>How large the difference to the best baseline is, and how sure.</summary>
    /// <param name="backtest">The backtest.</param>
    /// <returns>One sentence.</returns>
    internal static string Effect(Backtest backtest)
    {
        PairedForecastTest test = backtest.Compare(backtest.BestBaseline);
        string baseline = $"Against {backtest.BestBaseline.Title}";
        if (test.Origins < 2)
        {
            return $"{baseline}: with one origin no significance test is possible.";
        }

        string p = test.P < LeastP
            ? Invariant.Of($"p < {LeastP}")
            : Invariant.Of($"p = {test.P:0.000}");
        return double.IsInfinity(test.Interval.Low)
            ? $"{baseline}: all {test.Origins} origins overlap, so no significance test is possible."
            : $"{baseline} the error is {Change(test.Relative)} (95 % interval {Change(test.Interval.Low)} to "
                + $"{Change(test.Interval.High)}; {test.Origins} origins, {p}, Diebold and Mariano's test).";
    }

    /// <summary>How far chance may make the difference.</summary>
    /// <param name="test">The comparison.</param>
    internal static string Doubt(PairedForecastTest test) =>
        test.Origins < 2 ? ", which may be chance (one origin)"
        : test.IsClear ? ""
        : $", which may be chance ({test.Origins} origins)";

    private static string Change(double share) =>
        (100 * share).ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture) + " %";

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>
    /// The first target over the next horizon: its total where it is an amount, also for each of a few series.
    /// </summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    /// <returns>One sentence, and others where a series is a total or something known ahead was assumed.</returns>
    public static string Outlook(Forecast forecast, ForecastDesign design)
    {
        string?[] sentences =
        [
            Ahead(forecast, design), ForecastTotals.WholeNote(forecast),
            .. forecast.Notes.Where(note => note == forecast.Set.Assumed),
        ];
        return string.Join(' ', sentences.OfType<string>());
    }

    private static string Ahead(Forecast forecast, ForecastDesign design)
    {
        string span = ForecastTotals.Span(forecast, design);
        double level = design.Intervals[0];
        if (forecast.IsClosed)
        {
            (Window own, int step) = Enumerable.Range(design.Horizon, MostSought)
                .SelectMany(step => forecast.Windows.Select(window => (window, step)))
                .FirstOrDefault(s => design.IsOpen(forecast.Set[s.window.Series], s.window.Origin + s.step));
            return $"All of the next {span} are closed times, which have no forecast."
                + (step == 0 ? "" : $" The first open time is {forecast.Set.StampAt(own.Series, own.Origin + step)}: "
                    + $"a horizon of {step + 1} or more contains it.");
        }

        string name = design.Targets[0].Replace('_', ' ');
        bool isAmount = ForecastTotals.AreAmounts(forecast, 0);
        if (forecast.Windows.Count > 1)
        {
            // A few are named; the report has the others.
            string each = forecast.Windows.Count > MostNamed ? "" : string.Join(
                ", ", forecast.Windows.Select((window, w) =>
                    $"{forecast.Set[window.Series].Id} {Total(forecast.Sum(w, 0, level))}"));
            string all = $"Next {span} forecast for {forecast.Windows.Count} series.";
            string? noTotal = ForecastTotals.NoTotal(forecast, isAmount);
            return !isAmount ? $"{all} {noTotal}".TrimEnd()
                : noTotal is not null
                    ? $"{all} {noTotal}{(each.Length > 0 ? $" {name} in total for each: {each}." : "")}"
                : $"{all} {name} in total: {Total(ForecastTotals.OfAll(forecast, 0, level))}"
                    + $"{(each.Length > 0 ? $"; {each}" : "")}.";
        }

        (double median, double low, double high) = forecast.Sum(0, 0, level);
        if (design.TargetCount > 1 || !isAmount || !IsWhole(forecast))
        {
            int last = forecast.OpenSteps(0).DefaultIfEmpty(design.Horizon - 1).Last();
            return $"{forecast.LabelAt(0, last)}: {name} "
                + $"{Number(forecast.Quantiles.MedianOf(0, last, 0))} "
                + Ends(forecast.Quantiles.Interval(0, last, 0, level))
                + (isAmount ? $"; total of the next {span} {Total((median, low, high))}." : ".");
        }

        return $"Next {span}: {Number(median)} {name} {Ends((low, high))}.";
    }

    private static string Total((double Median, double Low, double High) sum) =>
        $"{Number(sum.Median)} {Ends((sum.Low, sum.High))}";

    private static string Ends((double Low, double High) ends) => $"({Number(ends.Low)} – {Number(ends.High)})";

    /// <summary>A number with the digits that a person needs.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Such as <c>2,310</c> or <c>14.2</c>.</returns>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 1000 ? "#,0" : size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00";

        // A rounded negative number must not become −0.
        return (size < 0.005 ? 0 : value).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Counts are reported only by their total. Other amounts may be prices, for which the last value says
    /// more.
    /// </summary>
    private static bool IsWhole(Forecast forecast) => Array.TrueForAll(
        forecast.Set[forecast.Windows[0].Series].ColumnArray(0), v => float.IsNaN(v) || v == MathF.Floor(v));
}
