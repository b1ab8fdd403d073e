using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

/// <summary>Forecasts without training: use, equal bits and rejected histories.</summary>
public sealed class ZeroShotForecasterTests : IDisposable
{
    private static readonly float[] _daily = Daily(0, 600);

    private readonly ZeroShotForecaster _forecaster = new(threads: 2);

    public void Dispose() => _forecaster.Dispose();

    [Theory]
    [InlineData(12)]
    [InlineData(20)]
    [InlineData(60)]
    public void AShortLine_IsContinued(int count)
    {
        var random = new Random(4);
        float[] line = [.. Enumerable.Range(0, count).Select(t => (float)(100 + (3 * t) + random.NextDouble()))];
        using var forecaster = new ZeroShotForecaster(threads: 1);
        float[] median = forecaster.Forecast(line, horizon: 6).Median();
        Assert.All(median.Index(), m => Assert.Equal(100 + (3 * (count + m.Index)), m.Item, 12.0));
    }

    [Fact]
    public void Season_IsForecast_BetterThanByTheLastSeason()
    {
        #region guide
        using var forecaster = new ZeroShotForecaster();
        float[] history = Daily(from: 0, count: 600);                        // hourly values, such as sales
        float[] median = forecaster.Forecast(history, horizon: 48).Median();
        #endregion
        float[] truth = Daily(600, 48);
        double error = Error(median, truth), naive = Error([.. history[^24..], .. history[^24..]], truth);
        Assert.InRange(error, 0, 0.9 * naive);
    }

    [Fact]
    public void Quantiles_AreInOrder_AndNotNegative_WhereNoValueIs()
    {
        ZeroShotForecast forecast = _forecaster.Forecast(_daily, 100);
        Assert.Equal(100, forecast.Horizon);
        for (int step = 0; step < forecast.Horizon; step++)
        {
            float[] quantiles = forecast.Quantiles(step).ToArray();
            Assert.Equal(quantiles.Order(), quantiles);
            Assert.True(quantiles[0] >= 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bits_DoNotDependOnThreadsOrOtherSeries(int threads)
    {
        using var other = new ZeroShotForecaster(threads);
        float[][] histories = [.. Enumerable.Range(1, 70).Select(k => Daily(k, 20 + (31 * k)))];
        IReadOnlyList<ZeroShotForecast> together = other.Forecast(histories, 70);
        for (int k = 0; k < histories.Length; k += 23)
        {
            ZeroShotForecast alone = _forecaster.Forecast(histories[k], 70);
            Assert.Equal(
                Enumerable.Range(0, 70).SelectMany(step => alone.Quantiles(step).ToArray()),
                Enumerable.Range(0, 70).SelectMany(step => together[k].Quantiles(step).ToArray()));
        }
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(-40, 600)]
    [InlineData(1, 100)]
    [InlineData(1, 95)]
    public void Intervals_AreScaledByEarlierErrors_WhereTheHistoryIsLong(float offset, int count)
    {
        var random = new Random(2);
        float[] noisy = [.. Daily(0, count).Select(v => v + offset + (float)Math.Pow(random.NextDouble() * 3, 4))];
        ZeroShotForecast plain = _forecaster.Forecast([noisy], 16, [24], default, onlyMedians: true)[0],
            scaled = _forecaster.Forecast([noisy], 16, [24], default)[0];
        Assert.Equal(plain.Median(), scaled.Median());
        double Ratio(int step, int level) => (scaled.Quantiles(step)[level] - scaled.Quantiles(step)[5])
            / (double)(plain.Quantiles(step)[level] - plain.Quantiles(step)[5]);
        double[] ratios = [.. Enumerable.Range(0, 16).Select(step => Ratio(step, 10))];
        if (offset < 0)
        {
            Assert.All(Enumerable.Range(0, 16), step => Assert.Equal(ratios[0], Ratio(step, 0), 1e-3));
        }

        Assert.All(ratios, ratio => Assert.Equal(ratios[0], ratio, 1e-3));
        Assert.Equal(count >= 6 * 16, Math.Abs(ratios[0] - 1) > 1e-3);
    }

    [Fact]
    public void IntervalsOfNoiseThatGrew_AreWider_ThanWithoutAScale()
    {
        // The noise is six times as large in the last part.
        var random = new Random(6);
        (int inside, int wider) = (0, 0);
        const int Series = 40, Steps = 24;
        for (int series = 0; series < Series; series++)
        {
            float[] values = [.. Enumerable.Range(0, 900 + Steps).Select(t => (float)(
                Math.Sin(t * Math.Tau / 24) + (random.NextDouble() * (t > 780 ? 6 : 1))))];
            ZeroShotForecast plain = _forecaster.Forecast([values[..900]], Steps, [24], default, onlyMedians: true)[0],
                scaled = _forecaster.Forecast([values[..900]], Steps, [24], default)[0];
            for (int step = 0; step < Steps; step++)
            {
                ReadOnlySpan<float> told = scaled.Quantiles(step), without = plain.Quantiles(step);
                inside += values[900 + step] >= told[1] && values[900 + step] <= told[^2] ? 1 : 0;
                wider += told[^2] - told[1] > without[^2] - without[1] ? 1 : 0;
            }
        }

        Assert.InRange(wider / (double)(Series * Steps), 0.9, 1);
        Assert.InRange(inside / (double)(Series * Steps), 0.7, 0.95);
    }

    [Theory]
    [InlineData(0.0f)]
    [InlineData(0.9f)]
    public void IntervalsOfFarSteps_ContainTheValues_ThoughMediansAreFedBack(float memory)
    {
        const int past = 1500, horizon = 320, paths = 6;
        var random = new Random(11);
        int inside = 0;
        for (int path = 0; path < paths; path++)
        {
            float noise = 0;
            float[] values = Daily(0, past + horizon);
            for (int t = 0; t < values.Length; t++)
            {
                noise = (memory * noise) + (float)(3 * (random.NextDouble() - random.NextDouble()));
                values[t] += noise;
            }

            ZeroShotForecast forecast = _forecaster.Forecast(values.AsSpan(0, past), horizon);
            inside += Enumerable.Range(64, horizon - 64).Count(step =>
                values[past + step] >= forecast.Quantiles(step)[1]
                && values[past + step] <= forecast.Quantiles(step)[^2]);
        }

        Assert.InRange(inside / (paths * (horizon - 64.0)), 0.65, 0.95);
    }

    [Fact]
    public void HistoryWithoutEarlierValues_IsForecast()
    {
        float[] gap = [.. Enumerable.Repeat(float.NaN, 2000), .. _daily[..100]];
        Assert.All(_forecaster.Forecast(gap, 64).Median(), value => Assert.True(float.IsFinite(value)));
        float[] old = [.. Daily(0, 600), .. Enumerable.Repeat(float.NaN, 2030), 1, 2, 3];
        Assert.All(_forecaster.Forecast(old, 24).Median(), value => Assert.True(float.IsFinite(value)));
        float[] ended = [.. _daily, .. Enumerable.Repeat(float.NaN, 96)];
        Assert.All(_forecaster.Forecast(ended, 24).Quantiles(9).ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Theory]
    [InlineData(20, float.NaN)]
    [InlineData(20, 15)]
    [InlineData(-20, -15)]
    public void AHistoryThatStopped_MoreThan512ValuesAgo_IsForecast(float level, float end)
    {
        float[] stopped = [.. Daily(0, 1200).Select(v => v + level), .. Enumerable.Repeat(end, 600)];
        float[] median = _forecaster.Forecast(stopped, 24).Median();
        float[] known = [.. stopped.Where(v => !float.IsNaN(v))];
        Assert.All(median, value => Assert.InRange(value, known.Min() - 5, known.Max() + 5));
    }

    [Fact]
    public void Intervals_AreNotScaled_AfterAConstantPast_OrForOneStep()
    {
        float[] begun = [.. new float[500], .. _daily[..96]];
        foreach ((float[] history, int horizon) in new[] { (begun, 24), (_daily, 1) })
        {
            Assert.Equal(
                _forecaster.Forecast([history], horizon, [24], default, onlyMedians: true)[0].Quantiles(0).ToArray(),
                _forecaster.Forecast([history], horizon, [24], default)[0].Quantiles(0).ToArray());
        }
    }

    [Fact]
    public void ConstantSeries_IsForecastAsItself_WithoutWidth()
    {
        ZeroShotForecast forecast = _forecaster.Forecast([5, 5, 5, float.NaN, 5], 3);
        Assert.All(forecast.Quantiles(2).ToArray(), quantile => Assert.Equal(5, quantile));
    }

    [Fact]
    public void Frequency_SuggestsSeasons()
    {
        Assert.Equal([24, 168], ZeroShotForecaster.SeasonsOf(new Frequency(FrequencyUnit.Hour, 1)));
        Assert.Equal([7, 365], ZeroShotForecaster.SeasonsOf(new Frequency(FrequencyUnit.Day, 1)));
        Assert.Empty(ZeroShotForecaster.SeasonsOf(null));
    }

    [Fact]
    public void ShortMissingOrLongHistories_AreForecast()
    {
        Assert.Equal(5, _forecaster.Forecast([1, 2, 3], 5).Horizon);
        float[] gaps = [.. _daily.Select((value, t) => t % 5 == 0 || t is > 100 and < 200 ? float.NaN : value)];
        Assert.All(_forecaster.Forecast(gaps, 24).Median(), value => Assert.True(float.IsFinite(value)));
        Assert.All(_forecaster.Forecast(Daily(0, 5000), 24).Median(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void BadHistories_AreRefused_InASentence()
    {
        Assert.StartsWith(
            "A forecast needs 3 or more known values among the last 2,048; the history has 2.",
            Assert.Throws<ArgumentException>(() => _forecaster.Forecast([1, 2, float.NaN], 1)).Message);
        Assert.StartsWith(
            "A forecast needs 3 or more known values", Assert.Throws<ArgumentException>(
                () => _forecaster.Forecast([float.NaN, float.NaN, float.NaN], 1)).Message);
        Assert.StartsWith(
            "Value 3 of history 2 of 2 is infinite. Replace it, or write NaN for a missing value.",
            Assert.Throws<ArgumentException>(
                () => _forecaster.Forecast([[1, 2, 3], [1, 2, float.PositiveInfinity]], 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _forecaster.Forecast([1, 2, 3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _forecaster.Forecast(Array.Empty<float[]>(), 0));
        float[] stopped = [1, 2, 3, .. Enumerable.Repeat(float.NaN, 2048)];
        Assert.StartsWith(
            "A forecast needs 3 or more known values among the last 2,048",
            Assert.Throws<ArgumentException>(() => _forecaster.Forecast(stopped, 1)).Message);
    }

    [Fact]
    public void IntervalsOfAStraightLine_ReachWhatTheDampingTakesAway()
    {
        ZeroShotForecast forecast = _forecaster.Forecast([.. Enumerable.Range(1, 12).Select(t => (float)t)], 3);
        for (int step = 0; step < 3; step++)
        {
            ReadOnlySpan<float> quantiles = forecast.Quantiles(step);
            Assert.Equal(13 + step, quantiles[^1], 1e-5f);
            Assert.Equal(quantiles[^1] - quantiles[5], quantiles[5] - quantiles[0], 1e-5f);
            Assert.True(quantiles[^2] > quantiles[5] && quantiles[^1] > quantiles[^2]);
        }
    }

    [Fact]
    public void LargestNumbers_GiveFiniteForecasts()
    {
        float[] large = [.. Enumerable.Range(0, 96).Select(t => t % 3 == 0 ? -3.3e38f : 3.3e38f)];
        Assert.All(_forecaster.Forecast(large, 100).Median(), value => Assert.True(float.IsFinite(value)));
        float[] positive = [.. large.Take(95).Select(Math.Abs), 1];
        Assert.All(_forecaster.Forecast(positive, 100).Median(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void DisposedForecaster_IsRefused()
    {
        var forecaster = new ZeroShotForecaster(1);
        forecaster.Dispose();
        Assert.Throws<ObjectDisposedException>(() => forecaster.Forecast([1, 2, 3], 1));
    }

    private static float[] Daily(int from, int count) =>
    [
        .. Enumerable.Range(from, count).Select(t => (float)(
            20 + (8 * Math.Sin(2 * Math.PI * t / 24)) + (t / 24 % 7 < 2 ? -6 : 0) + (2 * Math.Sin(t * 7.3)))),
    ];

    private static double Error(float[] forecast, float[] truth) =>
        forecast.Zip(truth, (f, t) => (double)Math.Abs(f - t)).Average();
}
