using Carousel.Anomalies;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ShapeMeterTests
{
    private const int Rows = 1500, Warm = 500, Place = 1000;

    // Median distances of windows of noise are near 0.5; ten times as far is once in exp(3 + 2.3 / 0.2) rows.
    private static readonly ShapeUsual[] _usual =
        [new(8, Warm, new PeakTail(Math.Log(0.5), 0.2, 3)), new(32, Warm, new PeakTail(Math.Log(0.5), 0.2, 3))];

    private static readonly LevelUsual _level = new(256, 1, 0, 0.3, PeakTail.None);

    [Fact]
    public void NewShape_HasTheHighestScore_AndRowsBeforeItsWarmRowsHaveNone()
    {
        var meter = new ShapeMeter(_usual, _level);

        double[] scores = [.. Values().Select(meter.Take)];

        Assert.InRange(Array.IndexOf(scores, scores.Max()), Place, Place + 31);
        Assert.True(scores.Max() > 4);
        Assert.All(scores[..Warm], s => Assert.True(s < 0));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(Place + 5)]
    public void RestoredMeter_GoesOnWithTheSameBits(int row)
    {
        ShapeMeter meter = new(_usual, _level), restored = new(_usual, _level);
        double[] values = Values();
        foreach (double value in values.AsSpan(0, row))
        {
            meter.Take(value);
        }

        using (var stream = new MemoryStream())
        {
            meter.Pass(new StatePass(new BinaryWriter(stream), null));
            stream.Position = 0;
            restored.Pass(new StatePass(null, new BinaryReader(stream)));
            Assert.Equal(stream.Length, stream.Position);
        }

        foreach (double value in values.AsSpan(row))
        {
            Assert.Equal(meter.Take(value), restored.Take(value));
        }
    }

    /// <summary>A wave with noise, gaps, and one stretch that stands still.</summary>
    private static double[] Values() => Noise(
        5, Rows, (t, e) => t % 97 == 13 ? double.NaN : t is >= Place and < Place + 24 ? 5 : Wave(t, 24) + (0.3 * e));
}
