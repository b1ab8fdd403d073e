using Carousel.Laboratory.ZeroShot;

namespace Carousel.Laboratory.Tests.ZeroShot;

/// <summary>What the synthetic series are like, over many of them.</summary>
public sealed class SyntheticSeriesTests
{
    private const int Count = 400;

    private static readonly float[][] _series = Make(1);

    [Fact]
    public void Series_AreAFunctionOfSeedAndNumber()
    {
        Assert.Equal(_series[17], Made(1, 17));
        Assert.NotEqual(_series[17], Made(2, 17));
    }

    [Fact]
    public void Series_AreFinite_AndMostChange()
    {
        Assert.All(_series, series => Assert.DoesNotContain(series, float.IsInfinity));
        int flat = _series.Count(series => series.Where(v => !float.IsNaN(v)).Distinct().Count() < 3);
        Assert.InRange(flat, 0, Count / 20);
    }

    [Fact]
    public void SomeSeries_MissValues_AreCounts_OrAreNeverNegative()
    {
        int missing = _series.Count(series => series.Any(float.IsNaN)),
            counts = _series.Count(series => series.All(v => float.IsNaN(v) || (v == MathF.Round(v) && v >= 0))),
            positive = _series.Count(series => series.All(v => float.IsNaN(v) || v >= 0));
        Assert.InRange(missing, Count * 0.04, Count * 0.13);
        Assert.InRange(counts, Count * 0.07, Count * 0.20);
        Assert.InRange(positive, Count * 0.20, Count * 0.50);
    }

    // Seasons that calendars have are seen in the autocorrelation of more than one series in a hundred each.
    [Theory]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(24)]
    public void Seasons_OfCalendars_AreThere(int season) =>
        Assert.InRange(_series.Count(series => Autocorrelation(series, season) > 0.4
            && Autocorrelation(series, season) > Autocorrelation(series, season / 2) + 0.2), Count / 100, Count / 2);

    private static float[][] Make(ulong seed) => [.. Enumerable.Range(0, Count).Select(k => Made(seed, (uint)k))];

    private static float[] Made(ulong seed, uint number)
    {
        float[] values = new float[SyntheticSeries.Length];
        new SyntheticSeries(seed).Make(number, values);
        return values;
    }

    private static double Autocorrelation(float[] series, int lag)
    {
        double mean = series.Where(v => !float.IsNaN(v)).Average(v => (double)v), products = 0, squares = 1e-9;
        for (int t = lag; t < series.Length; t++)
        {
            double a = series[t] - mean, b = series[t - lag] - mean;
            products += double.IsNaN(a * b) ? 0 : a * b;
            squares += double.IsNaN(a) ? 0 : a * a;
        }

        return products / squares;
    }
}
