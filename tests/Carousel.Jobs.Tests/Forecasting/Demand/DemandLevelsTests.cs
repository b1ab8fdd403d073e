using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

public sealed class DemandLevelsTests
{
    private static float[] Of(float[] before, double halfLife = 8, int season = 7, int horizon = 9)
    {
        var features = new float[horizon * DemandLevels.Count];
        DemandLevels.Write(before, halfLife, season, horizon, features);
        return features;
    }

    [Fact]
    public void AConstantSeries_HasItsLevel_AndNoSeason()
    {
        float[] features = Of([.. Enumerable.Repeat(3f, 100)]);
        for (int t = 0; t < 9; t++)
        {
            Assert.Equal(Math.Log(3), features[t * 3], 1e-5);
            Assert.Equal(Math.Log(0.98 / 0.02), features[(t * 3) + 1], 1e-4);
            Assert.Equal(0, features[(t * 3) + 2], 1e-5);
        }
    }

    [Fact]
    public void TheSeason_LiesWhereItWas()
    {
        float[] before = [.. Enumerable.Range(0, 703).Select(t => t % 7 == 2 ? 7f : 0)];
        float[] features = Of(before);
        for (int t = 0; t < 9; t++)
        {
            bool isDay = (703 + t) % 7 == 2;
            Assert.True(isDay ? features[(t * 3) + 2] > 1 : features[(t * 3) + 2] < 0, $"step {t}");
        }
    }

    [Fact]
    public void RecentRows_CountMore_AndGapsNothing()
    {
        float[] rising = [.. Enumerable.Range(0, 200).Select(t => t < 180 ? 1f : 5)];
        float[] gaps = [.. rising.SelectMany(v => new[] { v, float.NaN })];
        Assert.InRange(Of(rising, halfLife: 4)[0], Math.Log(4.3), Math.Log(5));
        Assert.InRange(Of(rising, halfLife: 64)[0], Math.Log(1.3), Math.Log(2.5));
        Assert.InRange(Of(gaps, halfLife: 8, season: 1)[0], Math.Log(4.2), Math.Log(5));
    }

    [Fact]
    public void RowsBeyondTheReach_LeaveNoTrace()
    {
        float[] before = DemandSamples.Sales(1, 900);
        float[] other = [.. before];
        other.AsSpan(0, 900 - DemandLevels.Reach(8, 7)).Fill(50);
        Assert.Equal(Of(before), Of(other));
    }

    [Fact]
    public void Nothing_IsFinite() => Assert.All(Of([]).Concat(Of(new float[50])), v => Assert.True(float.IsFinite(v)));
}
