using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class RobustTailTests
{
    private const int Seeds = 20;

    [Theory]
    [InlineData(2000)]
    [InlineData(20_000)]
    public void ValueThatOccursOnceInNRows_HasTheLogarithmOfNAsItsScore(int rows)
    {
        double score = Enumerable.Range(1, Seeds)
            .Average(seed => RobustTail.Of(Exponential(seed, rows)).ScoreOf(Math.Log(rows)));

        Assert.InRange(score, Math.Log10(rows) - 0.3, Math.Log10(rows) + 0.3);
    }

    [Fact]
    public void AnomalousBlocks_HardlyChangeTheTail()
    {
        double[] values = Exponential(1, 20_000);
        double clean = RobustTail.Of(values).ScoreOf(12);
        for (int r = 5000; r < 5300; r++)
        {
            values[r] += 20;
        }

        Assert.InRange(RobustTail.Of(values).ScoreOf(12), clean - 0.75, clean);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5000)]
    public void EqualValues_HaveAFiniteScore(int rows)
    {
        double score = RobustTail.Of([.. Enumerable.Repeat(2.0, rows)]).ScoreOf(2);

        Assert.InRange(score, 0, 3);
    }

    /// <summary>A value above v occurs once in exp(v) rows.</summary>
    private static double[] Exponential(int seed, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => -Math.Log(1 - random.NextDouble()))];
    }
}
