using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Short series and small models, so that a fit takes some hundredths of a second.</summary>
internal static class Tiny
{
    public static readonly DateTime Monday = new(2024, 1, 1);

    /// <summary>Options of a model that is made in no time and has learned little.</summary>
    public static ForecastOptions Options(int epochs = 1) => new()
    {
        Horizon = 4,
        Lookback = 8,
        Seasons = [7],
        Ensemble = 1,
        Methods = [WindowMethods.Network],
        TestRows = 24,
        ValidationRows = 16,
        Stride = 3,
        Fit = new FitOptions { Hidden = 4, Epochs = epochs, Batch = 16, Threads = 1 },
    };

    /// <summary>Options of a model that learns a clean pattern.</summary>
    public static ForecastOptions Learning() => new()
    {
        Horizon = 4,
        Lookback = 12,
        Seasons = [7],
        Ensemble = 1,
        Methods = [WindowMethods.Network],
        TestRows = 28,
        ValidationRows = 14,
        Stride = 1,
        Fit = new FitOptions { Hidden = 8, Epochs = 40, Batch = 16, Threads = 1, LearningRate = 0.01, Dropout = 0 },
    };

    /// <summary>A weekly wave by days.</summary>
    public static float[] Wave(int rows, double level = 10, double size = 3, double phase = 0) =>
        [.. Enumerable.Range(0, rows).Select(t => (float)(level + (size * Math.Sin((2 * Math.PI * t / 7) + phase))))];

    public static DateTime[] Days(int rows) => [.. Enumerable.Range(0, rows).Select(t => Monday.AddDays(t))];

    public static DateTime[] Hours(int rows) => [.. Enumerable.Range(0, rows).Select(t => Monday.AddHours(t))];

    /// <summary>A daily set of one series.</summary>
    public static SeriesSet Daily(params IReadOnlyList<float[]> targets)
    {
        string[] names = [.. targets.Select((_, k) => $"y{k}")];
        return new SeriesSet(
            [new Series(names, [.. targets], Days(targets[0].Length))], SeriesRoles.AllTargets(names), "tiny.csv",
            timeName: "date");
    }

    public static Forecaster Fit(ForecastPlan plan, FitRun? run = null) =>
        FitUntil(plan, run, TestContext.Current.CancellationToken);

    public static Forecaster FitUntil(ForecastPlan plan, FitRun? run, CancellationToken cancellation) =>
        plan.FitAsync(run, cancellation).GetAwaiter().GetResult().Model;

    /// <summary>A fit with all that is compared with and trained once more.</summary>
    public static Fitted<Forecaster> FitWhole(ForecastPlan plan, FitRun? run = null) =>
        plan.FitAsync((run ?? new FitRun()) with { Compare = true }, TestContext.Current.CancellationToken)
            .GetAwaiter().GetResult();

    public static Forecaster Fit(SeriesSet set, ForecastOptions options) => Fit(ForecastPlan.Make(set, options));

    /// <summary>Everything of a table, one value after the other.</summary>
    public static double[] Values(QuantileTable table) => table.ToArray();

    /// <summary>A table of one target.</summary>
    public static QuantileTable<TStage> Table<TStage>(
        int windows, int horizon, IReadOnlyList<double> shares, Func<int, int, double[]> quantiles)
        where TStage : struct => new(
            horizon, 1, shares,
            [
                .. Enumerable.Range(0, windows * horizon).SelectMany(i => quantiles(i / horizon, i % horizon)),
            ]);
}
