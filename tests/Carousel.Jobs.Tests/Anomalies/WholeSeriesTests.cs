using Carousel.Anomalies;
using Carousel.Data;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>A whole series without a training part: rates of false and of found anomalies over 200 seeds.</summary>
public sealed class WholeSeriesTests
{
    private const int Seeds = 200;
    private const double Units = 3.5;

    // A normal distribution has 0.05 % beyond 3.5 deviations.
    [Theory]
    [InlineData(100, 0, 0.01)]
    [InlineData(400, 0, 0.003)]
    [InlineData(49, 12, 0.04)]
    [InlineData(337, 24, 0.01)]
    public void WithoutAnomalies_FewRowsAreFound(int rows, int season, double most)
    {
        double found = 0, last = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] values = Noise(seed, rows, (t, e) => e + (season > 0 ? Wave(t, season) : 0));
            found += WholeSeries.Of(values, season).Judge(values, Units, 0.5).Count(a => a);
            last += IsLastFound(values, season) ? 1 : 0;
        }

        Assert.InRange(found / (Seeds * rows), 0, most);
        Assert.InRange(last / Seeds, 0, 0.05);
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(241, 24)]
    [InlineData(49, 12)]
    public void SpikesOfEightDeviations_AreFound_AlsoAtTheEnd(int rows, int season)
    {
        int[] spikes = [10, rows / 2, rows - 7];
        (int found, int last) = (0, 0);
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] values = Noise(
                seed, rows,
                (t, e) => e + (season > 0 ? Wave(t, season) : 0) + (spikes.Contains(t) || t == rows - 1 ? 8 : 0));
            bool[] judged = WholeSeries.Of(values, season).Judge(values, Units, 0.25);
            found += spikes.Count(s => judged[s]);
            last += IsLastFound(values, season) ? 1 : 0;
        }

        Assert.InRange(found, (int)(0.98 * spikes.Length * Seeds), spikes.Length * Seeds);
        Assert.InRange(last, (int)(0.95 * Seeds), Seeds);
    }

    [Fact]
    public void SeasonOfUnknownLength_IsFound_AlsoUnderSpikes_AndNotInNoise()
    {
        (int found, int spiked, int noise) = (0, 0, 0);
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] values = Noise(seed, 241, (t, e) => e + Wave(t, 24));
            found += WholeSeries.FindSeason(values, null) % 24 == 0 ? 1 : 0;
            (values[50], values[51], values[200]) = (values[50] + 9, values[51] + 9, values[200] - 9);
            spiked += WholeSeries.FindSeason(values, null) % 24 == 0 ? 1 : 0;
            noise += WholeSeries.FindSeason(Noise(seed, 241), null) > 0 ? 1 : 0;
        }

        Assert.InRange(found, 0.9 * Seeds, Seeds);
        Assert.InRange(spiked, 0.85 * Seeds, Seeds);
        Assert.InRange(noise, 0, 0.02 * Seeds);
        Assert.Equal(
            7, WholeSeries.FindSeason(Noise(1, 90, (t, e) => e + (t % 7 > 4 ? 6 : 0)), new(FrequencyUnit.Day)));
    }

    [Fact]
    public void Scale_FollowsTheSpread()
    {
        double[] scale = WholeSeries.Of(Noise(3, 1200, (t, e) => t < 600 ? e : 4 * e), 0).Scale;

        Assert.InRange(scale[100], 0.8, 1.3);
        Assert.InRange(scale[1100], 3, 5.2);
    }

    [Fact]
    public void Share_LimitsTheAnomalies_ToTheFarthest()
    {
        double[] values = Noise(5, 100);
        foreach (int row in (int[])[20, 40, 60, 80])
        {
            values[row] += row;
        }

        Assert.Equal(
            [60, 80], WholeSeries.Of(values, 0).Judge(values, Units, 0.02).Index().Where(a => a.Item)
                .Select(a => a.Index));
    }

    [Theory]
    [InlineData(7.0)]
    [InlineData(0.0)]
    [InlineData(-1e20)]
    public void EqualValues_HaveNoAnomaly_AndAnotherOneIs(double value)
    {
        double[] values = [.. Enumerable.Repeat(value, 40)];
        Assert.DoesNotContain(true, WholeSeries.Of(values, 0).Judge(values, Units, 0.25));
        Assert.False(IsLastFound(values, 0));

        values[^1] = value == 0 ? 1 : 2 * value;
        Assert.True(IsLastFound(values, 0));
    }

    [Fact]
    public void MissingRows_AreNoAnomalies()
    {
        double[] values = Noise(2, 120, (t, e) => t % 9 == 4 ? double.NaN : e + Wave(t, 12));
        var whole = WholeSeries.Of(values, 12);

        Assert.All(whole.Expected, e => Assert.True(double.IsFinite(e)));
        Assert.DoesNotContain(
            true, whole.Judge(values, Units, 0.25).Where((_, t) => double.IsNaN(values[t])));
    }

    private static bool IsLastFound(double[] values, int season)
    {
        var last = WholeSeries.OfLast(values, season);
        return Math.Abs(values[^1] - last.Expected[0]) > Units * last.Scale[0];
    }
}
