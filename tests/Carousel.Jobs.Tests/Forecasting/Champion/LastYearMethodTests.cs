using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Champion;

/// <summary>Last year as one of the methods in the mean.</summary>
public sealed class LastYearMethodTests
{
    // Weeks that differ at random; after two years they may be nearly those of a year before.
    private static SeriesSet Weeks(bool repeats)
    {
        var random = new Random(5);
        DateTime[] times = [.. Enumerable.Range(0, 160).Select(t => Tiny.Monday.AddDays(7 * t))];
        var values = new float[160];
        for (int t = 0; t < values.Length; t++)
        {
            values[t] = (repeats && t >= 104 ? values[t - 52] : 50 + (30 * random.NextSingle())) + random.NextSingle();
        }

        return new SeriesSet(
            [new Series(["y"], [values], times)], SeriesRoles.AllTargets(["y"]), "weeks.csv", timeName: "week");
    }

    [Fact]
    public void AMissingValue_IsThatOfTheYearBefore()
    {
        SeriesSet weeks = Weeks(repeats: true);
        float[] values = [.. weeks[0].Column(0)];
        values[105] = float.NaN;
        ForecastPlan plan = ForecastPlan.Make(
            weeks.With([new Series(["y"], [values], weeks[0].Times.ToArray(), weeks[0].Frequency)]),
            Tiny.Options() with { Seasons = [4] });
        var data = new ForecastData(
            plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design), plan.Split.Train.Rows);
        LastYearMethod method = LastYearMethod.Of(plan.Design.Frequency)!;
        var window = new Window(0, 157, plan.Design.Lookback, plan.Design.Horizon);
        double[] forecast = method.Forecast(
            data, [window], new BaselineFitting(1, TestContext.Current.CancellationToken));

        float[] target = data.Series[0].Target;
        Assert.True(float.IsNaN(target[105]));
        Assert.Equal(target[53] - WindowLevel.Of(plan.Design, target, 0, window.Origin), forecast[0], 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LastYear_TakesPart_OnlyIfItWins(bool repeats)
    {
        ForecastOptions options = Tiny.Options() with { Methods = null, Seasons = [4] };
        ForecastPlan plan = ForecastPlan.Make(Weeks(repeats), options);
        Fitted<Forecaster> fitted = Tiny.FitWhole(plan);
        using Forecaster model = fitted.Model;

        Assert.Equal(repeats, model.Weights.GetValueOrDefault("last year") > 0.5);
        Assert.Equal(repeats, model.Weights.ContainsKey("last year"));
        JobResult result = plan.Fitted(model).Measure("carousel forecast", TestContext.Current.CancellationToken);
        Assert.Single(result.Scores, s => s.Title == "same week last year");
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        model.Save(path);
        using Forecaster loaded = Forecaster.Load(path);
        Assert.Equal(Tiny.Values(model.Predict(plan.Set).Quantiles), Tiny.Values(loaded.Predict(plan.Set).Quantiles));
    }
}
