using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting.Events;

/// <summary>Daily rows of four years with a week, noise, and special days whose effects are known.</summary>
internal static class Planted
{
    public const double Noise = 4;

    public static readonly DateTime First = new(2019, 1, 1);

    public static readonly DateTime[] Times =
        [.. Enumerable.Range(0, (4 * 365) + 1).Select(t => First.AddDays(t))];

    public static SeriesSet Set(Func<DateTime, double> effect, string? id = null, ulong seed = 1) => new(
        [Series(effect, id, seed)], SeriesRoles.AllTargets(["y"]), "planted.csv", timeName: "date");

    public static Series Series(Func<DateTime, double> effect, string? id = null, ulong seed = 1)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("planted"));
        var noise = new float[12];
        var values = new float[Times.Length];
        for (int t = 0; t < values.Length; t++)
        {
            // The sum of twelve uniform numbers is nearly normal, with variance 1.
            random.Uniform((uint)t, noise);
            double week = 20 * Math.Sin(2 * Math.PI * (int)Times[t].DayOfWeek / 7);
            values[t] = (float)(200 + week + (Noise * (noise.Sum() - 6)) + effect(Times[t]));
        }

        return new Series(["y"], [values], [.. Times], id: id);
    }

    public static ForecastOptions Options => new()
    {
        Horizon = 7,
        Lookback = 14,
        Seasons = [7],
        Ensemble = 1,
        TestRows = 365,
        ValidationRows = 120,
        Stride = 7,
        TrainOnce = true,
        Transform = TargetTransform.None,
        Fit = new FitOptions { Hidden = 4, Epochs = 1, Batch = 64, Threads = 1 },
    };

    public static Backtest Measure(SeriesSet set, ForecastOptions options)
    {
        var plan = ForecastPlan.Make(set, options);
        using Forecaster model = Tiny.Fit(plan);
        return model.Backtest(plan.Split, plan.Stride, TestContext.Current.CancellationToken);
    }

    /// <summary>The mean absolute error of forecasts of some days.</summary>
    public static double ErrorOn(Backtest backtest, Func<DateTime, bool> isWanted) =>
        ErrorOn(backtest, isWanted, (w, t) => backtest.Quantiles.MedianOf(w, t, 0));

    public static double ErrorOn(Backtest backtest, Func<DateTime, bool> isWanted, Func<int, int, double> forecast) => (
        from w in Enumerable.Range(0, backtest.Windows.Count)
        from t in Enumerable.Range(0, backtest.Design.Horizon)
        let window = backtest.Windows[w]
        where isWanted(backtest.Set[window.Series].TimeAt(window.Origin + t)!.Value)
        select Math.Abs(backtest.Truth[(w * backtest.Design.Horizon) + t] - forecast(w, t))).Average();
}
