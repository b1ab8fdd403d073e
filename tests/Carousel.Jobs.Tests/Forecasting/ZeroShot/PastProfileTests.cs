using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

/// <summary>The profile of the seasons that one of the regressions is without.</summary>
public sealed class PastProfileTests
{
    [Fact]
    public void Profile_OfTwoSeasons_LeavesNothing()
    {
        float[] values = [.. Enumerable.Range(0, 1008).Select(t => (float)((t % 4) + (t % 28 < 4 ? 3 : 0)))];
        (PastValues past, PastProfile profile) = Fit(values, [], 4, 28);
        Assert.All(Enumerable.Range(0, values.Length), t => Assert.InRange(profile[t], -0.2f, 0.2f));
        Assert.Equal(past[28], profile.At(1008), 0.2f);
        Assert.Equal(past[31], profile.At(1011), 0.2f);
    }

    [Fact]
    public void Profile_OfNoise_IsNearlyFlat()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 960).Select(_ => (float)random.NextDouble())];
        (_, PastProfile profile) = Fit(values, [], 24, 168);
        double spread = Enumerable.Range(0, 168).Select(t => (double)profile.At(t)).Max()
            - Enumerable.Range(0, 168).Select(t => (double)profile.At(t)).Min();
        Assert.InRange(spread, 0, 1);
    }

    // The older rows count, but change no scale.
    [Fact]
    public void OlderRows_AreDeviationsToo()
    {
        float[] all = [.. Enumerable.Range(0, 480).Select(t => (float)(t % 12))];
        (PastValues past, PastProfile profile) = Fit(all[240..], all[..240], 12, 24);
        Assert.Equal(-240, past.Oldest);
        Assert.Equal(past[12], past[-12], 1e-6f);
        Assert.All(Enumerable.Range(-240, 480), row => Assert.InRange(profile[row], -0.2f, 0.2f));
        Assert.Equal(0, past[-241]);
    }

    private static (PastValues Past, PastProfile Profile) Fit(float[] values, float[] older, int shorter, int longer)
    {
        var past = new PastValues();
        Assert.True(past.Read(values, values.Length, older));
        var seasons = new PastSeasons();
        seasons.Find(past, [shorter, longer]);
        var profile = new PastProfile();
        profile.Fit(past, seasons, past.End);
        return (past, profile);
    }
}
