using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class BaselineTests
{
    private const float Gap = float.NaN;

    [Fact]
    public void LastValue_GoesOnWithTheLastKnownValue() =>
        Assert.Equal([3f, 3f], Forecast(new LastValue(), [1, 2, 3, Gap], 2));

    [Fact]
    public void SeasonalNaive_RepeatsTheSeason() =>
        Assert.Equal([4f, 5f, 6f, 4f], Forecast(new SeasonalNaive(3), [1, 2, 3, 4, 5, 6], 4));

    [Fact]
    public void SeasonalNaive_LooksASeasonFurtherBack_WhenAValueIsMissing() =>
        Assert.Equal([4f, 2f, 6f], Forecast(new SeasonalNaive(3), [1, 2, 3, 4, Gap, 6], 3));

    [Fact]
    public void SeasonalNaive_GoesOnWithTheLastValue_WhenTheHistoryIsShort() =>
        Assert.Equal([8f, 7f, 8f], Forecast(new SeasonalNaive(3), [7, 8], 3));

    [Theory]
    [InlineData("1 hour", 24, "same hour yesterday")]
    [InlineData("30 minutes", 336, "same hour last week")]
    [InlineData("1 month", 12, "same month last year")]
    [InlineData("1 day", 11, "11 days before")]
    public void SeasonalNaive_IsSaidInWords(string frequency, int season, string title)
    {
        Assert.Equal(title, new SeasonalNaive(season, Frequency.Parse(frequency)).Title);
        Assert.Equal($"seasonal naive, {season}", new SeasonalNaive(season).Title);
    }

    [Fact]
    public void Ridge_FindsALinearRecurrence()
    {
        // y(t) = 1.8·cos(0.5)… : a sine obeys y(t) = 2·cos(ω)·y(t−1) − y(t−2), so two lags tell everything.
        float[] values = [.. Enumerable.Range(0, 400).Select(t => (float)(5 + (3 * Math.Sin(0.5 * t))))];
        var ridge = new RidgeOnLags(2);
        ridge.Fit([new BaselineSeries(values, 300, 350)], 3);
        float[] forecast = Forecast(ridge, values[..360], 3);

        Assert.Equal(1e-5, ridge.Penalty);
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
        var ridge = new RidgeOnLags(40);
        ridge.Fit([new BaselineSeries(values, 200, 260)], 1);

        Assert.True(ridge.Penalty >= 0.1, $"penalty {ridge.Penalty}");
    }

    [Fact]
    public void Ridge_ForecastsThroughGaps()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(t => t % 17 == 5 ? Gap : t % 4)];
        var ridge = new RidgeOnLags(8);
        ridge.Fit([new BaselineSeries(values, 150, 180)], 2);

        Assert.All(Forecast(ridge, values, 2), v => Assert.True(float.IsFinite(v)));
        Assert.All(Forecast(ridge, [1, 2, 3], 2), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Ridge_IsTheLastValue_WhenThereIsNoWholeWindow()
    {
        var ridge = new RidgeOnLags(8);
        ridge.Fit([new BaselineSeries(new float[] { 1, 2, 3 }, 3, 3)], 2);

        Assert.Equal([3f, 3f], Forecast(ridge, [1, 2, 3], 2));
    }

    [Theory]
    [InlineData("seasonal 24", 45.6, 0.05)]
    [InlineData("seasonal 168", 54.8, 0.05)]
    [InlineData("ridge", 43.4, 0.5)]
    public void Baseline_ReachesItsKnownError_OnTheBundledSeries(string kind, double expected, double tolerance)
    {
        SeriesSet set = SeriesReader.ReadCsv(SampleFile(), "late_flights", known: ["flights"]);
        var split = TemporalSplit.ByCounts(set, 14 * 24, 28 * 24);
        IBaseline baseline = kind switch
        {
            "ridge" => new RidgeOnLags(168),
            "seasonal 24" => new SeasonalNaive(24),
            _ => new SeasonalNaive(168)
        };
        baseline.Fit(BaselineSeries.From(split, 0), 24);
        Windows days = split.Test.Windows(baseline.Lookback, 24, stride: 24);
        float[] truth = new float[days.Count * 24];
        float[] forecast = new float[truth.Length];
        for (int d = 0; d < days.Count; d++)
        {
            ReadOnlySpan<float> values = set[0].Column(0);
            values[days[d].Ahead.Start..days[d].Ahead.End].CopyTo(truth.AsSpan(d * 24));
            baseline.Forecast(values[..days[d].Origin], 24, forecast.AsSpan(d * 24, 24));
        }

        Assert.Equal(28, days.Count);
        Assert.Equal(expected, ForecastMetrics.MeanAbsoluteError(truth, forecast), tolerance);
    }

    private static string SampleFile()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "samples", "us_flights_hourly.csv");
    }

    private static float[] Forecast(IBaseline baseline, float[] history, int horizon)
    {
        var forecast = new float[horizon];
        baseline.Forecast(history, horizon, forecast);
        return forecast;
    }
}
