using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class SimpleBaselineTests
{
    private const float Gap = float.NaN;

    [Fact]
    public void LastValue_GoesOnWithTheLastKnownValue() =>
        Assert.Equal([3f, 3f], Forecast(d => new LastValue(d), [1, 2, 3, Gap], 2));

    [Fact]
    public void SeasonalNaive_RepeatsTheSeason() =>
        Assert.Equal([4f, 5f, 6f, 4f], Forecast(d => new SeasonalNaive(d, 3), [1, 2, 3, 4, 5, 6], 4));

    [Fact]
    public void SeasonalNaive_LooksASeasonFurtherBack_WhenAValueIsMissing() =>
        Assert.Equal([4f, 2f, 6f], Forecast(d => new SeasonalNaive(d, 3), [1, 2, 3, 4, Gap, 6], 3));

    [Fact]
    public void SeasonalNaive_GoesOnWithTheLastValue_WhenTheHistoryIsShort() =>
        Assert.Equal([8f, 7f, 8f], Forecast(d => new SeasonalNaive(d, 3), [7, 8], 3));

    [Theory]
    [InlineData("1 hour", 24, "same hour yesterday")]
    [InlineData("1 minute", 1440, "same time yesterday")]
    [InlineData("30 minutes", 336, "same time last week")]
    [InlineData("1 month", 12, "same month last year")]
    [InlineData("1 day", 11, "11 days before")]
    public void SeasonalNaive_IsSaidInWords(string frequency, int season, string title) =>
        Assert.Equal(title, SeasonalNaive.Describe(season, Frequency.Parse(frequency)));

    [Fact]
    public void SeasonalNaive_IsSaidInRows_WithoutAFrequency() =>
        Assert.Equal(
            "seasonal naive, 3", new SeasonalNaive(BaselineSamples.Data(new float[4], 4, 4, 1), 3).Title);

    [Fact]
    public void Constant_IsTheMedianOfTheTrainingRows() =>
        Assert.Equal([2.5f, 2.5f], Forecast(Constant.Median, [1, 2, Gap, 3, 90, 100, 100], 2, 5));

    [Theory]
    [InlineData(true, new float[] { 0, 0, 1, 2, 3 })]
    [InlineData(false, new float[] { 0, 1, 1, 2, 3 })]
    [InlineData(false, new float[] { 0, 0, 0, -1, 3 })]
    public void Zero_IsForWhatIsOftenZeroAndNeverLess(bool expected, float[] values)
    {
        BaselineData data = BaselineSamples.Data(values, values.Length, values.Length, 2);

        Assert.Equal(expected, Constant.IsOftenZero(data));
        Assert.Equal([0f, 0f], Forecast(Constant.Zero, values, 2));
    }

    [Fact]
    public void Ridge_FindsALinearRecurrence()
    {
        // y(t) = 1.8·cos(0.5)… : a sine obeys y(t) = 2·cos(ω)·y(t−1) − y(t−2), so two lags tell everything.
        float[] values = [.. Enumerable.Range(0, 400).Select(t => (float)(5 + (3 * Math.Sin(0.5 * t))))];
        var ridge = new RidgeForecast(BaselineSamples.Data(values, 300, 350, 3));
        float[] forecast = new float[3];
        ridge.Forecast(0, 360, forecast);

        Assert.Equal(1e-4, ridge.Penalty);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(values[360 + k], forecast[k], 0.02f);
        }
    }

    [Fact]
    public void Ridge_ShrinksToTheMean_WhenTheLagsTellNothing()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 300).Select(t => (float)(unchecked((uint)((t + 1) * 2654435769u)) >> 20)),
        ];
        var ridge = new RidgeForecast(BaselineSamples.Data(values, 200, 260, 1));

        Assert.True(ridge.Penalty >= 0.1, $"penalty {ridge.Penalty}");
    }

    [Fact]
    public void Ridge_ForecastsThroughGaps()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(t => t % 17 == 5 ? Gap : t % 4)];
        var ridge = new RidgeForecast(BaselineSamples.Data(values, 150, 180, 2));
        float[] forecast = new float[2];
        foreach (int origin in new[] { 200, 3 })
        {
            ridge.Forecast(0, origin, forecast);
            Assert.All(forecast, v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public void Ridge_IsTheLastValue_WhenThereIsNoWholeWindow() =>
        Assert.Equal([3f, 3f], Forecast(d => new RidgeForecast(d), [1, 2, 3], 2));

    [Theory]
    [InlineData("seasonal naive, 24", 45.6, 0.05)]
    [InlineData("seasonal naive, 168", 54.8, 0.05)]
    [InlineData("ridge", 30.1, 0.5)]
    public void Baseline_ReachesItsKnownError_OnTheBundledSeries(string name, double expected, double tolerance) =>
        CheckKnownError(name, expected, tolerance);

    [Fact]
    [Trait("Speed", "Slow")]
    public void BoostedTrees_ReachTheirKnownError_OnTheBundledSeries() => CheckKnownError("boosted trees", 33.1, 0.5);

    private static void CheckKnownError(string name, double expected, double tolerance)
    {
        // HistGradientBoostingRegressor, with the same columns and chosen in the same way: 34.8.
        BaselineData data = BaselineSamples.Flights();
        IWindowBaseline baseline = name switch
        {
            "ridge" => new RidgeForecast(data),
            "seasonal naive, 24" => new SeasonalNaive(data, 24),
            "seasonal naive, 168" => new SeasonalNaive(data, 168),
            _ => new TreesForecast(data, new BaselineFitting(2, default)),
        };
        Windows days = new([new RowRange(data.Both[0].End, data.Set[0].Length)], 168, 24, stride: 24);
        float[] truth = new float[days.Count * 24], forecast = new float[truth.Length];
        for (int d = 0; d < days.Count; d++)
        {
            data.Values(0)[days[d].Ahead.Start..days[d].Ahead.End].CopyTo(truth.AsSpan(d * 24));
            baseline.Forecast(0, days[d].Origin, forecast.AsSpan(d * 24, 24));
        }

        Assert.Equal((28, name), (days.Count, baseline.Name));
        Assert.Equal(expected, ForecastMetrics.MeanAbsoluteError(truth, forecast), tolerance);
    }

    /// <summary>The forecast after the last value, fitted on all of them or on the first ones.</summary>
    private static float[] Forecast(
        Func<BaselineData, IWindowBaseline> fit, float[] values, int horizon, int? trainEnd = null)
    {
        int end = trainEnd ?? values.Length;
        var forecast = new float[horizon];
        fit(BaselineSamples.Data(values, end, end, horizon)).Forecast(0, values.Length, forecast);
        return forecast;
    }
}
