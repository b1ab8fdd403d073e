using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Forecasts of values that end at 0 end there, and others do not.</summary>
public sealed class NonNegativeTests : IDisposable
{
    private static readonly ForecastOptions _options = Tiny.Options() with
    {
        Transform = TargetTransform.None,
        Baseline = ForecastBaseline.None,
        TrainOnce = true,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("closed Sundays", true)]
    [InlineData("temperatures", false)]
    [InlineData("one zero", false)]
    [InlineData("one loss", false)]
    public void ForecastsEndAtZero_WhenSomeValuesAreZeroAndNoneIsBelow(string values, bool isBounded)
    {
        float[] column = values == "temperatures" ? Tiny.Wave(130, 16, 13) : WithClosedSundays();
        if (values.StartsWith("one", StringComparison.Ordinal))
        {
            column = Tiny.Wave(130, 100);
            (column[20], column[30]) = values == "one loss" ? (-1, 0) : (0, 100);
            column[40] = values == "one loss" ? 0 : 100;
        }

        var plan = ForecastPlan.Make(Tiny.Daily(column), _options);
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);

        Assert.Equal(isBounded ? ["y0"] : null, scaling.NonNegative);
        Assert.Equal(isBounded ? 0 : -2, scaling.ToData(plan.Design, 0, new FittedScaler(16, 9), -2));
    }

    [Theory]
    [InlineData(100, 1, true)]
    [InlineData(100, 0.01, true)]
    [InlineData(95, 1, false)]
    [InlineData(100.5, 1, false)]
    public void Percentages_EndAtTheirLimit(double most, double unit, bool isLimited)
    {
        float[] column = [.. Tiny.Wave(190, 92, 12).Select(v => (float)(Math.Min(v, most) * unit))];
        var plan = ForecastPlan.Make(Tiny.Daily(column), _options);
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        float told = (float)scaling.ToData(plan.Design, 0, new FittedScaler(0, 1), 110 * unit);
        using var forecaster = new ZeroShotForecaster(threads: 1);
        ZeroShotForecast forecast = forecaster.Forecast(column, 30);

        Assert.Equal((float)((isLimited ? most : 110) * unit), told);
        Assert.Equal(!isLimited, Enumerable.Range(0, 30).Any(t => forecast.Quantiles(t)[^1] > (float)(most * unit)));
    }

    [Fact]
    public void APastBeyondALimit_IsForecastWithoutIt()
    {
        float[] column = [.. Tiny.Wave(190, 92, 12).Select(v => Math.Min(v, 100))];
        using Forecaster fitted = Tiny.Fit(ForecastPlan.Make(Tiny.Daily(column), _options));
        Assert.Equal(100, Tiny.Values(fitted.Predict(Tiny.Daily(column)).Quantiles).Max());

        double[] beyond = Tiny.Values(
            fitted.Predict(Tiny.Daily([.. column.Select(v => v > 85 ? v + 60 : v)])).Quantiles);

        Assert.True(beyond.Max() > 100);
        Assert.True(Tiny.Values(fitted.Predict(Tiny.Daily([.. column.Select(v => -v)])).Quantiles).Min() < 0);
    }

    [Fact]
    public void ARiseThatReachesAHundred_HasNoLimit() => Assert.Equal(
        float.PositiveInfinity, UpperLimit.Of([80, 85, 90, float.NaN, 95, 100, 100, 100, 100, 100]));

    [Fact]
    public void ATransform_EndsAtZeroWithoutARule()
    {
        var plan = ForecastPlan.Make(
            Tiny.Daily(WithClosedSundays()), _options with { Transform = TargetTransform.SquareRoot });

        Assert.Null(ForecastScaling.Fit(plan.Split, plan.Design).NonNegative);
    }

    [Fact]
    public void Forecasts_AreNotNegative_AlsoInTheBacktestAndOfALoadedModel()
    {
        SeriesSet set = Tiny.Daily(WithClosedSundays());
        var plan = ForecastPlan.Make(set, _options);
        using Forecaster fitted = Tiny.Fit(plan);
        fitted.Save(_folder.File("model.safetensors"));
        using Forecaster loaded = Forecaster.Load(_folder.File("model.safetensors"), threads: 1);

        double[] backtest = Tiny.Values(
            Backtest.Run(fitted, null, plan.Split, null, TestContext.Current.CancellationToken).Quantiles);
        double[] ahead = Tiny.Values(loaded.Predict(set).Quantiles);

        Assert.Equal(0, backtest.Min());
        Assert.True(ahead.Min() >= 0);
        Assert.Equal(Tiny.Values(fitted.Predict(set).Quantiles), ahead);
    }

    private static float[] WithClosedSundays() =>
        [.. Tiny.Wave(130, 100, 20).Select((v, t) => t % 7 == 6 ? 0 : v)];
}
