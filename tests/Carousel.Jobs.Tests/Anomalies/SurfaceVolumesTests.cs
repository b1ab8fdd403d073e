using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class SurfaceVolumesTests
{
    /// <summary>
    /// The expected numbers are those of the reference's formulas in numpy: few and many ties, ranges at both ends,
    /// next to each other and within one buffer, odd and even windows, and fewer rows than thresholds.
    /// </summary>
    [Theory]
    [InlineData(1, 600, 20, 0, 0.569261715461764, 0.844532044500558, new[] { 100, 110, 300, 330 })]
    [InlineData(2, 600, 21, 1, 0.519042167390037, 0.866596388350162, new[] { 100, 110, 300, 330 })]
    [InlineData(3, 1000, 0, 0, 0.361225867739134, 0.79912013536379, new[] { 0, 5, 990, 1000 })]
    [InlineData(4, 1000, 1, 2, 0.00183150183150183, 0.455955955955956, new[] { 500, 501 })]
    [InlineData(5, 800, 60, 0, 0.484131388331048, 0.922105546604444, new[] { 3, 4, 30, 40, 60, 61, 790, 795 })]
    [InlineData(6, 800, 60, 1, 0.349567553993686, 0.873212848852856, new[] { 3, 4, 30, 40, 60, 61, 790, 795 })]
    [InlineData(7, 200, 50, 0, 0.530612822219731, 0.863338501881655, new[] { 150, 160 })]
    [InlineData(8, 90, 125, 2, 0.715702194621959, 0.928697247811902, new[] { 40, 50, 70, 71 })]
    [InlineData(
        9, 1500, 100, 0, 0.694263015971826, 0.859681550785351, new[] { 200, 400, 450, 451, 455, 460, 1400, 1500 })]
    [InlineData(
        10, 1500, 37, 2, 0.0858899317028273, 0.816278552286423, new[] { 0, 1, 38, 39, 76, 77, 700, 720 })]
    public void Volumes_AreThoseOfTheReference(
        uint seed, int rows, int window, int kind, double pr, double roc, int[] limits)
    {
        var labels = new bool[rows];
        foreach (int[] range in limits.Chunk(2))
        {
            labels.AsSpan(range[0]..range[1]).Fill(true);
        }

        uint state = seed;
        double[] noise = [.. labels.Select(_ => (state = unchecked((state * 1664525) + 1013904223)) / 4294967296.0)];
        double[] scores =
        [
            .. noise.Select((u, r) => kind switch
            {
                0 => u + (labels[r] ? 0.4 : 0),
                1 => Math.Floor(8 * (u + (labels[r] ? 0.3 : 0))),
                _ => (r % 7 == 0 ? 2 * u * u : u) + (labels[(r + rows - 3) % rows] ? 0.25 : 0),
            }),
        ];

        var volumes = SurfaceVolumes.Of(scores, labels, window);

        Assert.Equal(pr, volumes.Pr, 1e-9);
        Assert.Equal(roc, volumes.Roc, 1e-9);
    }

    [Fact]
    public void Volumes_AreNotDefined_IfAllRowsAreAlike()
    {
        Assert.True(double.IsNaN(SurfaceVolumes.Of([1, 2, 3], [false, false, false], 2).Pr));
        Assert.True(double.IsNaN(SurfaceVolumes.Of([1, 2, 3], [true, true, true], 2).Roc));
    }
}
