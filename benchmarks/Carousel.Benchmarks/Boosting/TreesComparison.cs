using System.Diagnostics;
using System.Globalization;
using Carousel.Boosting;
using Carousel.Cli.Work;
using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Benchmarks.Boosting;

/// <summary>
/// Compares the boosted trees of a forecaster with LightGBM's: the same rows, settings, threads and test set.
/// </summary>
internal static class TreesComparison
{
    /// <summary>Prints the mean absolute error on the test set and the seconds of the fit, with its rows, of both.
    /// </summary>
    /// <param name="words">Data and options, as <c>carousel forecast</c> takes them.</param>
    public static void Print(IReadOnlyList<string> words)
    {
        var plan = (ForecastPlan)JobLine.MakePlan(["forecast", .. words]);
        (double error, double seconds) = Measure(plan, null);
        (double other, double otherSeconds) = Measure(plan, (rows, targets) => LightGbmForest.Grow(
            rows, targets, WindowTrees.Options, WindowTrees.Trees, Environment.ProcessorCount));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"carousel {error:G5} in {seconds:F1} s   LightGBM {other:G5} in {otherSeconds:F1} s   "
            + $"errors {error / other:F3}, times {seconds / otherSeconds:F2}"));
    }

    private static (double Error, double Seconds) Measure(
        ForecastPlan plan, Func<float[], float[], (IReadOnlyList<RegressionTree> Trees, double Start)>? grow)
    {
        ForecastDesign design = plan.Design;
        TemporalSplit split = plan.Split.LearningFromAll();
        var data = new ForecastData(plan.Set, design, ForecastScaling.Fit(split, design));
        var fitting = new BaselineFitting(0, default);
        long started = Stopwatch.GetTimestamp();
        WindowTrees trees = WindowTrees.Fit(
            data, ForecastPlan.TrainWindowsOf(split, design), fitting, grow: grow);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Window[] windows = [.. Enumerable.Range(0, plan.TestWindows.Count).Select(w => plan.TestWindows[w])];
        float[] forecasts = data.ToData(trees.Forecast(data, windows, fitting), windows).Medians();
        IEnumerable<float> truth =
            from window in windows
            from step in Enumerable.Range(0, design.Horizon)
            from target in Enumerable.Range(0, design.TargetCount)
            select plan.Set[window.Series][window.Origin + step, target];
        return (
            truth.Zip(forecasts, (y, forecast) => Math.Abs((double)y - forecast)).Where(double.IsFinite).Average(),
            seconds);
    }
}
