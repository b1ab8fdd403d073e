using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

/// <summary>The simple forecasts that are mixed into those of a hierarchy.</summary>
public sealed class SimpleForecastTests
{
    private const int Season = 7, Horizon = 10, Rows = 90;

    private static readonly SeasonalSmoothing _trended = new(0.3, 0.05, 0.9);

    [Fact]
    public void ASeasonThatRepeats_IsForecastAsItIs()
    {
        float[] wave = Tiny.Wave(Rows + Horizon);
        double[] forecast = Forecast(_trended, wave, Season, 5 * Season)[0];
        Assert.All(forecast.Select((v, t) => v - wave[(5 * Season) + t]), e => Assert.InRange(e, -1e-5, 1e-5));
    }

    [Fact]
    public void WithoutASeason_LevelAndTrendFollowTheirEquations()
    {
        float[] values = Noise(30);
        (double level, double trend) = (values[0], 0);
        foreach (double value in values)
        {
            double error = value - level - (0.9 * trend);
            level += (0.9 * trend) + (0.3 * error);
            trend = (0.9 * trend) + (0.05 * error);
        }

        double[] forecast = Forecast(_trended, values, 1, values.Length)[0];
        Assert.Equal(level + (0.9 * trend), forecast[0], 1e-9);
        Assert.Equal(level + ((0.9 + (0.9 * 0.9)) * trend), forecast[1], 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(60)]
    public void AForecastKnowsNothingOfLaterRows_NorOfOtherOrigins(int origin)
    {
        float[] values = Noise(Rows), changed = [.. values];
        changed.AsSpan(origin).Fill(1e6f);
        int[] origins = [0, 3, 4, 7, 10, 14, 21, 22, 25, 60, 61];
        double[] alone = Forecast(_trended, changed, Season, origin)[0];
        Assert.Equal(Forecast(_trended, values, Season, origins)[Array.IndexOf(origins, origin)], alone);
        Assert.Equal(origin == 0, double.IsNaN(alone[0]));
    }

    [Fact]
    public void AMissingValue_MovesNothing_AndASeriesMayBeginLate()
    {
        float[] wave = Tiny.Wave(Rows + Horizon);
        float[] gaps = [.. wave.Select((v, t) => t < 5 || t % 11 == 0 ? float.NaN : v)];
        Assert.All(
            Forecast(_trended, gaps, Season, Rows)[0].Select((v, t) => v - wave[Rows + t]),
            e => Assert.InRange(e, -1, 1));
        Assert.All(
            Forecast(_trended, [.. Enumerable.Repeat(float.NaN, Rows)], Season, Rows)[0],
            v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void TheBetterOne_CountsMore()
    {
        double[] errors = [.. Enumerable.Repeat(2.0, SimpleForecasts.Count)];
        errors[3] = 1;
        double[] weights = SimpleForecasts.Weights(errors);
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.Equal(16, weights[3] / weights[0], 1e-9);
        errors[3] = 0;
        Assert.Equal(1, SimpleForecasts.Weights(errors)[3], 1e-12);
        errors[5] = double.NaN;
        Assert.Equal(SimpleForecasts.Naive, SimpleForecasts.Weights(errors));
    }

    [Fact]
    public void WhereTheyAnswer_TheSimpleForecastsAreSummed()
    {
        var plan = ForecastPlan.Make(
            Groups.Read(Groups.Csv(150)), Tiny.Options() with { Hierarchy = Groups.Form });
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest backtest = forecaster.Backtest(plan.Split, 4);
        Reconciliation alone = forecaster.Reconciliation! with { Weights = [SimpleForecasts.Naive] };
        QuantileTable table = new Reconciler(plan.Design, alone, plan.Set.Series, isSmoothed: true)
            .Apply(forecaster.RunApart(forecaster.DataOf(plan.Set), backtest.Windows), backtest.Windows);
        int last = backtest.Windows.Count - 1;
        Window window = backtest.Windows[last];
        Assert.Equal(
            SeasonalNaive.At(plan.Set[window.Series].Column(0)[..window.Origin], 2, Season),
            table.MedianOf(last, 2, 0), 1e-9);
    }

    [Fact]
    public void ErrorsOrWidthsOfOtherSeries_AreRefused()
    {
        var plan = ForecastPlan.Make(
            Groups.Read(Groups.Csv(150)), Tiny.Options() with { Hierarchy = Groups.Form });
        using Forecaster forecaster = Tiny.Fit(plan);
        Reconciliation fitted = forecaster.Reconciliation!;

        foreach (Reconciliation damaged in new[]
        {
            fitted with { Errors = [.. fitted.Errors.Select(e => e[..^plan.Design.Horizon])] },
            fitted with { Widths = [.. fitted.Widths.Select(k => k.SkipLast(1).ToArray())] },
        })
        {
            Assert.Contains(
                "do not fit its series",
                Assert.Throws<ModelFileException>(
                    () => new Reconciler(plan.Design, damaged, plan.Set.Series, isSmoothed: true)).Message,
                StringComparison.Ordinal);
        }
    }

    private static double[][] Forecast(
        SeasonalSmoothing smoothing, float[] values, int season, params IReadOnlyList<int> origins) =>
        smoothing.Forecast(values, season, origins, Horizon);

    private static float[] Noise(int rows)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, rows).Select(_ => (float)(10 + random.NextDouble()))];
    }
}
