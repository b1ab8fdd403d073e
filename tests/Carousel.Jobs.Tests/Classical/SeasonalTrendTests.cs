using System.Text.Json;
using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class SeasonalTrendTests
{
    public static TheoryData<string> Cases => ClassicalSamples.Names("decompositions");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Components_AreStatsmodels(string name)
    {
        JsonElement row = ClassicalSamples.Row("decompositions", name);
        int Whole(string setting) => row.GetProperty(setting).GetInt32();
        var options = new SeasonalTrendOptions(
            Whole("seasonalWindow"), Whole("trendWindow"), Whole("lowPassWindow"), Whole("passes"));

        var parts = SeasonalTrend.Decompose(ClassicalSamples.Numbers(row, "values"), Whole("season"), options);
        Assert.All(
            ClassicalSamples.Numbers(row, "trend").Zip(parts.Trend), p => Assert.Equal(p.First, p.Second, 1e-6));
        Assert.All(
            ClassicalSamples.Numbers(row, "seasonal").Zip(parts.Seasonal[0]),
            p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void Components_SumToTheValues_WithTwoSeasons()
    {
        double[] values = TwoSeasons(24 * 7 * 6);

        var parts = SeasonalTrend.Decompose(values, [24, 168], SeasonalTrendOptions.Long);
        for (int t = 0; t < values.Length; t++)
        {
            double sum = parts.Trend[t] + parts.Seasonal[0][t] + parts.Seasonal[1][t] + parts.Remainder[t];
            Assert.Equal(values[t], sum, 1e-9);
        }

        Assert.True(parts.Strength(0) > 0.9 && parts.Strength(1) > 0.9);
    }

    [Fact]
    public void AForecast_RepeatsTheSeasons()
    {
        double[] values = TwoSeasons((24 * 7 * 6) + 48), mean = new double[48], deviation = new double[48];
        var model = SeasonalTrendForecast.Fit(values.AsSpan(..^48), [168, 24], history => Arima.Fit(history, 1));

        model.Forecast(values.AsSpan(..^48), mean, deviation);
        Assert.All(values[^48..].Zip(mean), pair => Assert.Equal(pair.First, pair.Second, 0.6));
        Assert.All(deviation, value => Assert.InRange(value, 0.01, 1));
    }

    [Fact]
    public void ShortOrGappyHistories_HaveAForecast()
    {
        double[] mean = new double[14], deviation = new double[14];
        double[] gappy = [.. ClassicalSamples.Passengers.Select((value, t) => t % 9 == 4 ? double.NaN : value)];
        SeasonalTrendForecast model = SeasonalTrendForecast.Fit(gappy, [12], history => Arima.Fit(history, 1));

        model.Forecast(gappy, mean, deviation);
        Assert.All(mean, value => Assert.InRange(value, 300, 800));
        model.Forecast([3.0, 4, 5], mean, deviation);
        Assert.All(mean, value => Assert.True(double.IsFinite(value)));
        SeasonalTrendForecast.Fit([3.0, 4, 5], [12], history => Arima.Fit(history, 1))
            .Forecast([3.0, 4, 5], mean, deviation);
        Assert.All(mean, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void ASeasonLongerThanHalfTheSeries_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SeasonalTrend.Decompose(new double[20], 12, SeasonalTrendOptions.Long));
    }

    /// <summary>Two seasons of hours with a little noise.</summary>
    private static double[] TwoSeasons(int count) =>
    [
        .. ClassicalSamples.Noise(5, count).Select((e, t) =>
            10 + (3 * Math.Sin(2 * Math.PI * t / 24)) + (t % 168 >= 120 ? 2 : 0) + (0.05 * e)),
    ];
}
