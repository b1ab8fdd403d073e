using Carousel.Anomalies;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>
/// Changes in simulated series of 400 rows over 200 seeds. Measured over 300 seeds: series with a false change 0 of 300
/// (white noise), 7 of 300 (white noise, 60 rows), 1 of 300 (autocorrelation 0.5), 3 of 300 (0.8), 2 of 300 (season of
/// 24, known), 4 of 300 (season of 24, found), 7 of 300 (Student's t with 3 degrees of freedom), 107 of 300 (random
/// walk). Found within 5 rows: a level of 2 deviations 298, of 3 deviations 300 of 300; within 15 rows: a trend of 0.1
/// per row 288; within 10 rows: a spread three times as large 297 of 300.
/// </summary>
public sealed class ChangePointTests
{
    private const int Seeds = 200, Rows = 400, Place = 250;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0)]
    [InlineData(0, 24)]
    public void NoiseAndSeason_HaveFewChanges(double correlation, int season)
    {
        int any = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double before = 0;
            double[] values = Noise(
                seed, Rows,
                (t, e) => (before = (correlation * before) + (Math.Sqrt(1 - (correlation * correlation)) * e))
                    + (season > 0 ? Wave(t, season) : 0));
            any += ChangePoints.Find(Deseasonalised(values, season)).Count > 0 ? 1 : 0;
        }

        Assert.InRange(any, 0, 0.03 * Seeds);
    }

    [Fact]
    public void LongCorrelationWithWhiteNoise_HasFewChanges()
    {
        int changes = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var slow = new Random(seed);
            double before = 0;
            changes += ChangePoints.Find(Noise(
                seed, 2000, (t, e) => (before = (0.9 * before) + slow.NextDouble() - 0.5) + (0.5 * e))).Count;
        }

        Assert.InRange(changes, 0, 10);
    }

    [Fact]
    public void RoundingLeftByASeason_IsNotNoise() => Assert.Empty(ChangePoints.Find(
        Noise(1, Rows, (t, e) => 1e-7 * (t < Place ? e : 5 * e)), leastNoise: 1e-3));

    [Fact]
    public void Level_IsFoundWithinFiveRows() => AssertFound(
        (t, e) => t >= Place ? e + 3 : e, ChangeKind.Level, within: 5, size: 3, share: 0.98);

    [Fact]
    public void LevelOfASeasonalSeries_IsFoundWithinFiveRows() => AssertFound(
        (t, e) => Wave(t, 24) + (t >= Place ? e + 3 : e), ChangeKind.Level, within: 5, size: 3, share: 0.95,
        season: 24);

    [Fact]
    public void Trend_IsFoundWithinFifteenRows() => AssertFound(
        (t, e) => t >= Place ? e + (0.1 * (t - Place)) : e, ChangeKind.Trend, within: 15, size: 0.1, share: 0.9);

    [Fact]
    public void Spread_IsFoundWithinTenRows() => AssertFound(
        (t, e) => t >= Place ? 3 * e : e, ChangeKind.Spread, within: 10, size: 3, share: 0.93);

    [Fact]
    public void ExactSearch_FindsEveryChangeOfManySteps()
    {
        double[] values = Noise(7, 600, (t, e) => (t / 60 % 2 == 0 ? 0 : 6) + e);

        IReadOnlyList<ChangePoint> found = ChangePoints.Find(values);
        Assert.Equal(9, found.Count);
        Assert.All(found.Index(), c => Assert.InRange(c.Item.Row, (60 * (c.Index + 1)) - 2, (60 * (c.Index + 1)) + 2));
        Assert.All(found, c => Assert.True(c.Confidence > 0.99));
    }

    [Fact]
    public void OutliersAndEqualValues_AreNoChanges()
    {
        Assert.Empty(ChangePoints.Find(Noise(4, Rows, (t, e) => t % 97 == 50 ? e + 12 : e)));
        Assert.Empty(ChangePoints.Find(new double[12]));
        Assert.Empty(ChangePoints.Find([.. Enumerable.Repeat(1e20, 50)]));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(1000)]
    public void LargeLevelOfAShortSeries_IsFound(double size)
    {
        int found = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] values = Noise(seed, 60, (t, e) => t >= 30 ? e + size : e);
            found += ChangePoints.Find(Deseasonalised(values, WholeSeries.FindSeason(values, null)))
                .Any(c => Math.Abs(c.Row - 30) <= 2 && c.Confidence > 0.9) ? 1 : 0;
        }

        Assert.InRange(found, 0.9 * Seeds, Seeds);
    }

    private static void AssertFound(
        Func<int, double, double> make, ChangeKind kind, int within, double size, double share, int season = 0)
    {
        var found = new List<ChangePoint>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            found.AddRange(ChangePoints.Find(Deseasonalised(Noise(seed, Rows, make), season))
                .Where(c => c.Kind == kind && Math.Abs(c.Row - Place) <= within));
        }

        Assert.InRange(found.Count, (int)(share * Seeds), Seeds);
        Assert.InRange(found.Average(c => c.Size), 0.8 * size, 1.2 * size);
    }

    private static double[] Deseasonalised(double[] values, int season)
    {
        double[] wave = RobustParts.Of(values, season).Season;
        return [.. values.Select((v, t) => v - wave[t])];
    }
}
