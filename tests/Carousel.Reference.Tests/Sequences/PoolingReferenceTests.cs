using Carousel.Reference.Sequences;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Sequences;

public class PoolingReferenceTests
{
    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        var draws = new Draws(1);
        double[,] x = draws.Matrix(5, 3);
        double[] dy = draws.Vector(3), scores = draws.Vector(5);
        (double[] dScores, double[,] dx) = PoolingReference.AttentionBackward(scores, x, dy);

        FiniteDifference.Check(
            "mean", () => Sum(PoolingReference.Mean(x), dy), x, PoolingReference.MeanBackward(x, dy));
        FiniteDifference.Check("max", () => Sum(PoolingReference.Max(x), dy), x, PoolingReference.MaxBackward(x, dy));
        FiniteDifference.Check("attention, x", () => Sum(PoolingReference.Attention(scores, x), dy), x, dx);
        FiniteDifference.Check(
            "attention, scores", () => Sum(PoolingReference.Attention(scores, x), dy), scores, dScores);
    }

    [Fact]
    public void Pooling_IsWorkedByHand()
    {
        double[,] x = { { 1, 8 }, { 5, 4 }, { 3, 0 } };
        Assert.Equal([3.0, 4.0], PoolingReference.Mean(x));
        Assert.Equal([5.0, 8.0], PoolingReference.Max(x));
        double[] weighted = PoolingReference.Attention([0, Math.Log(2), 0], x);
        Assert.Equal(3.5, weighted[0], 12);
        Assert.Equal(4.0, weighted[1], 12);
        Assert.Equal([0.0, 0.0], PoolingReference.Mean(new double[0, 2]));
        Assert.Equal([0.0, 0.0], PoolingReference.Max(new double[0, 2]));
        Assert.Equal([0.0, 0.0], PoolingReference.Attention([], new double[0, 2]));
    }

    private static double Sum(double[] y, double[] dy) => y.Zip(dy, (a, b) => a * b).Sum();
}
