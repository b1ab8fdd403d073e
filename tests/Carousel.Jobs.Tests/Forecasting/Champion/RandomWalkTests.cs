using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Champion;

/// <summary>Series that are forecast by their last value.</summary>
public sealed class RandomWalkTests
{
    private const int Horizon = 12;

    /// <summary>A walk with steps of a normal distribution, of Student's t with 4 degrees of freedom, or in
    /// percent.</summary>
    private static float[] Walk(int seed, int rows)
    {
        var random = new Random(seed);
        double value = 100;
        return [.. Enumerable.Range(0, rows).Select(_ => (float)(value = (seed % 3) switch
        {
            0 => value + Normal(random),
            1 => value + (Normal(random) / Math.Sqrt(Enumerable.Range(0, 4).Average(_ => Math.Pow(Normal(random), 2)))),
            _ => value * Math.Exp(0.01 * Normal(random)),
        }))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Fact]
    public void IndependentSteps_AreAWalk() => Assert.InRange(
        Enumerable.Range(1, 60).Count(seed => RandomWalk.Is(Walk(seed, 300 + (seed % 4 * 100)), 1, 14)), 57, 60);

    [Fact]
    public void Structure_IsNotAWalk()
    {
        var random = new Random(1);
        double[] noise = [.. Enumerable.Range(0, 400).Select(_ => Normal(random))];
        double level = 0, step = 0;
        Func<int, double>[] series =
        [
            t => (0.1 * t) + noise[t],
            t => (3 * Math.Sin(2 * Math.PI * t / 7)) + noise[t],
            t => level = (0.8 * level) + noise[t],
            t => level += step = (0.5 * step) + noise[t],
            t => level += 0.2 + noise[t],
        ];
        Assert.All(series, s => Assert.False(
            RandomWalk.Is([.. Enumerable.Range(0, 400).Select(t => (float)s(t))], 7, 14)));
        Assert.False(RandomWalk.Is(new float[20], 1, 4));
    }

    [Fact]
    public void IntervalsCoverTheirShare_AndGrowLikeTheRootOfTheStep()
    {
        var inside = new double[Horizon];
        int origins = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            int rows = 300 + (seed % 4 * 100);
            float[] values = Walk(seed, rows + 1000);
            for (int origin = rows; origin + Horizon <= values.Length; origin += 25, origins++)
            {
                double[][] sizes = RandomWalk.Sizes(
                    RandomWalk.Steps(values.AsSpan(Math.Max(0, origin - 512), Math.Min(origin, 512))), Horizon, 500);
                for (int t = 0; t < Horizon; t++)
                {
                    inside[t] += Math.Abs(values[origin + t] - values[origin - 1]) <= sizes[t][400] ? 1 : 0;
                }

                Assert.InRange(sizes[Horizon - 1][400] / sizes[1][400] / Math.Sqrt(Horizon / 2.0), 0.75, 1.3);
            }
        }

        Assert.All(inside, count => Assert.InRange(count / origins, 0.76, 0.84));
    }

    [Fact]
    public void AGap_CountsAsSeveralSteps() =>
        Assert.Equal([1, 2], RandomWalk.Steps([float.NaN, 1, 2, float.NaN, float.NaN, float.NaN, 6]));

    [Fact]
    public void AWalkIsForecastByItsLastValue_AndTheSentenceReportsIt()
    {
        float[] values = Walk(2, 300);
        SeriesSet set = Tiny.Daily(values);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Methods = null });
        using var folder = new TemporaryFolder();
        using Forecaster fitted = Tiny.Fit(plan);
        fitted.Save(folder.File("walk.safetensors"));
        using Forecaster loaded = Forecaster.Load(folder.File("walk.safetensors"), threads: 2);
        Backtest backtest = fitted.Backtest(plan.Split);

        Assert.True(fitted.Champion.IsWalk);
        Assert.Equal(0, fitted.Champion.NetworkWeight);
        Assert.StartsWith(
            "This series looks like a random walk: its steps have no drift and do not depend on earlier ones.",
            backtest.ToResult().Sentence, StringComparison.Ordinal);
        Assert.Equal(100, backtest.ToResult().Scores.Single(s => s.Name == "last value").Metrics["weight"]);
        Forecast forecast = loaded.Predict(set);
        Assert.Equal(Tiny.Values(fitted.Predict(set).Quantiles), Tiny.Values(forecast.Quantiles));
        (double low, double high) = forecast.Quantiles.Interval(0, 3, 0, 80);
        Assert.Equal(values[^1], forecast.Quantiles.MedianOf(0, 3, 0), 1e-3);
        Assert.Equal(values[^1], (low + high) / 2, 1e-3);
    }

    [Fact]
    public void AWeekendWithoutAPrice_IsNoStep()
    {
        // From a Monday to a Friday.
        float[] walk = Walk(3, 400);
        SeriesSet set = Tiny.Daily(
        [
            .. Enumerable.Range(0, (7 * walk.Length / 5) - 2)
                .Select(day => day % 7 >= 5 ? float.NaN : walk[(day / 7 * 5) + (day % 7)]),
        ]);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with { Methods = null });
        using Forecaster fitted = Tiny.Fit(plan);

        Assert.Equal(["Sat", "Sun"], plan.Design.Closed!.Times);
        Assert.True(fitted.Champion.IsWalk);
        QuantileTable quantiles = fitted.Predict(set).Quantiles;
        double[] widths =
        [
            .. Enumerable.Range(0, 4).Select(t => quantiles.Interval(0, t, 0, 80)).Select(i => i.High - i.Low),
        ];

        // One step leads from Friday to Monday, two to Tuesday; a weekend is not forecast.
        double[] step = RandomWalk.Sizes(RandomWalk.Steps(walk.AsSpan(^366..)), 1, 2000)[0];
        Assert.InRange(widths[2] / (2 * step[1600]), 0.95, 1.05);
        Assert.InRange(widths[3] / widths[2], 1.2, 1.6);
    }

    [Fact]
    public void MethodsThatAreAskedFor_AreNotReplaced()
    {
        using Forecaster fitted = Tiny.Fit(Tiny.Daily(Walk(2, 160)), Tiny.Options());
        Assert.False(fitted.Champion.IsWalk);
    }
}
