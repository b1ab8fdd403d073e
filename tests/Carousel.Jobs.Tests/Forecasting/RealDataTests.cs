using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Report;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>With no option but the target: what a person does first.</summary>
public sealed class RealDataTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void AirlinePassengers_AreForecastAYearAhead()
    {
        (ForecastPlan plan, Backtest backtest, Forecast forecast) = Run(
            "forecast/airline-passengers.csv", "Passengers");

        Assert.Equal((12, 12, "1 month"), (plan.Design.Horizon, plan.Design.Season, plan.Design.Frequency));
        Assert.True(
            backtest.Model.MeanAbsoluteError
                < backtest.Baselines.Single(b => b.Name == "last value").MeanAbsoluteError);
        Assert.Equal(("1961-01", "1961-12"), (forecast.LabelAt(0, 0), forecast.LabelAt(0, 11)));
        Assert.All(Enumerable.Range(0, 12), t => Assert.InRange(forecast.Quantiles.MedianOf(0, t, 0), 250, 900));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void SeattleWeather_IsForecastTwoWeeksAhead()
    {
        (ForecastPlan plan, Backtest backtest, Forecast forecast) = Run("forecast/seattle-weather.csv", "temp_max");

        Assert.Equal((14, "1 day"), (plan.Design.Horizon, plan.Design.Frequency));
        Assert.True(backtest.Model.MeanAbsoluteError < 4.5, $"{backtest.Model.MeanAbsoluteError}");
        Assert.InRange(backtest.Model.Coverage[80], 0.6, 0.95);
        Assert.Equal("2016-01-01", forecast.LabelAt(0, 0));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void ARandomWalk_IsSaidToBeBestForecastByItsLastValue()
    {
        var random = new Random(3);
        float[] walk = new float[500];
        for (int r = 1; r < walk.Length; r++)
        {
            walk[r] = walk[r - 1] + (float)(random.NextDouble() + random.NextDouble() - 1);
        }

        (_, Backtest backtest, _) = Run(SeriesSet.FromValues(walk));

        Assert.True(
            backtest.Model.MeanAbsoluteError
                > 0.9 * backtest.Baselines.Single(b => b.Name == "last value").MeanAbsoluteError);
        Assert.InRange(backtest.Model.MeanAbsoluteError, 0, 1.5 * backtest.BestBaseline.MeanAbsoluteError);
    }

    private static (ForecastPlan Plan, Backtest Backtest, Forecast Forecast) Run(string path, string target)
    {
        string? file = SharedData.Find(path);
        Assert.SkipWhen(file is null, "The data is not on this machine.");
        return Run(SeriesReader.ReadCsv(file!, new ReadOptions { Targets = [target] }));
    }

    private static (ForecastPlan Plan, Backtest Backtest, Forecast Forecast) Run(SeriesSet set)
    {
        ForecastPlan plan = ForecastPlan.Make(set, new ForecastOptions());
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest backtest = forecaster.Backtest(plan.Split, plan.Stride);
        Forecast forecast = forecaster.Predict(set);
        Assert.Contains(
            "command of the run",
            ReportWriter.ToHtml(
                plan.Fitted(forecaster).Measure("command of the run", TestContext.Current.CancellationToken).Report!),
                StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{ForecastSentence.Comparison(backtest)} {ForecastSentence.Outlook(forecast, plan.Design)} "
            + $"{backtest.Model}");
        return (plan, backtest, forecast);
    }
}
