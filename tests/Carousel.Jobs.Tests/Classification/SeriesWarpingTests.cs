using Carousel.Classification;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Changes of series during training.</summary>
public sealed class SeriesWarpingTests
{
    private static readonly CounterRandom _random = new(3, CounterRandom.Purpose("warping"));

    [Fact]
    public void Warp_KeepsBothEnds_AndOrder_AndLetsTimeRunUnevenly()
    {
        float[] ramp = [.. Enumerable.Range(0, 50).Select(t => (float)t)];
        float[] warped = new SeriesWarping(0.5).Apply(ramp, 1, _random, 1, 2);
        Assert.Equal((0f, 49f), (warped[0], warped[^1]));
        float[] speeds = [.. warped.Zip(warped.Skip(1), (a, b) => b - a)];

        // No faster or slower than by half, except for the mean speed, which is brought back to 1.
        Assert.All(speeds, s => Assert.InRange(s, 0.5 / 1.5, 1.5 / 0.5));
        Assert.True(speeds.Max() - speeds.Min() > 0.1, $"{speeds.Max() - speeds.Min()}");
    }

    [Fact]
    public void Changes_HangOnEpochAndPlace_AndOnNothingElse()
    {
        float[] series = [.. Enumerable.Range(0, 40).Select(t => (float)(t * t % 7))];
        var warping = new SeriesWarping(0.3);
        float[] first = warping.Apply(series, 2, _random, 1, 5);
        Assert.Equal(first, new SeriesWarping(0.3).Apply(series, 2, _random, 1, 5));
        Assert.NotEqual(first, warping.Apply(series, 2, _random, 2, 5));
        Assert.NotEqual(first, warping.Apply(series, 2, _random, 1, 6));
        Assert.Equal(series, new SeriesWarping(0).Apply(series, 2, _random, 1, 5));
    }

    [Fact]
    public void MissingValues_StayMissing_AndChannelsAreChangedAlike()
    {
        float[] series = [.. Enumerable.Range(0, 20).SelectMany(t => new[] { t, t == 10 ? float.NaN : -t })];
        float[] changed = new SeriesWarping(0.2).Apply(series, 2, _random, 1, 7);
        for (int t = 0; t < 20; t++)
        {
            if (float.IsNaN(changed[(2 * t) + 1]))
            {
                Assert.InRange(changed[2 * t], 9.5, 10.5);
            }
            else if (changed[2 * t] is < 9 or > 11)
            {
                Assert.Equal(-changed[2 * t], changed[(2 * t) + 1], 1e-4);
            }
        }

        Assert.Equal([4f], new SeriesWarping(0.2).Apply([4], 1, _random, 1, 7));
    }
}
