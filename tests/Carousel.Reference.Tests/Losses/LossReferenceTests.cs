using Carousel.Reference.Losses;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Losses;

public class LossReferenceTests
{
    private static readonly double[] _levels = [0.1, 0.5, 0.9];

    private static (Func<double, double[], double> Value, Func<double, double[], double[]> Slopes, int P) Twin(
        string name) => name switch
        {
            "Squared" => (SquaredLossReference.Value, SquaredLossReference.Slopes, 1),
            "Absolute" => (AbsoluteLossReference.Value, AbsoluteLossReference.Slopes, 1),
            "Huber" =>
                ((t, p) => HuberLossReference.Value(0.3, t, p), (t, p) => HuberLossReference.Slopes(0.3, t, p), 1),
            "Quantile" =>
                (
                    (t, p) => QuantileLossReference.Value(_levels, t, p),
                    (t, p) => QuantileLossReference.Slopes(_levels, t, p), 3),
            "StudentT" => (StudentTLossReference.Value, StudentTLossReference.Slopes, 3),
            "BinaryCrossEntropy" =>
                (
                    (t, p) => BinaryCrossEntropyLossReference.Value(0.1, t, p),
                    (t, p) => BinaryCrossEntropyLossReference.Slopes(0.1, t, p), 1),
            _ =>
                (
                    (t, p) => CrossEntropyLossReference.Value(0.1, t, p),
                    (t, p) => CrossEntropyLossReference.Slopes(0.1, t, p), 5),
        };

    [Theory]
    [InlineData("Squared")]
    [InlineData("Absolute")]
    [InlineData("Huber")]
    [InlineData("Quantile")]
    [InlineData("StudentT")]
    [InlineData("BinaryCrossEntropy")]
    [InlineData("CrossEntropy")]
    public void Slopes_EqualFiniteDifferences_WithWeightsAndAMissingTarget(string name)
    {
        const int M = 7;
        (Func<double, double[], double> value, Func<double, double[], double[]> slopes, int P) = Twin(name);
        var draws = new Draws(11);
        double[,] predictions = draws.Matrix(M, P, 2);
        var targets = new double[M];
        var weights = new double[M];
        for (int m = 0; m < M; m++)
        {
            targets[m] = name switch
            {
                "BinaryCrossEntropy" => m % 2,
                "CrossEntropy" => m % P,
                _ => draws.Value(2),
            };
            weights[m] = m == 2 ? 0 : 0.5 + (0.25 * m);
        }

        targets[4] = double.NaN;
        double Loss() => PointLossReference.Forward(value, predictions, targets, weights);

        FiniteDifference.Check(
            name, Loss, predictions, PointLossReference.Backward(slopes, predictions, targets, weights));
    }

    [Fact]
    public void Values_AreWorkedByHand()
    {
        Assert.Equal(9, SquaredLossReference.Value(1, [4]), 12);
        Assert.Equal(3, AbsoluteLossReference.Value(4, [1]), 12);
        Assert.Equal(0.5 * 0.04, HuberLossReference.Value(0.5, 1, [1.2]), 12);
        Assert.Equal(0.5 * (2 - 0.25), HuberLossReference.Value(0.5, 1, [3]), 12);
        Assert.Equal(((0.1 * 2) + (0.9 * 1)) / 2, QuantileLossReference.Value([0.1, 0.9], 3, [1, 2]), 12);
        Assert.Equal(Math.Log(2), BinaryCrossEntropyLossReference.Value(0, 1, [0]), 12);
        Assert.Equal(Math.Log(4), CrossEntropyLossReference.Value(0, 3, [1, 1, 1, 1]), 12);
    }

    [Fact]
    public void StudentT_ApproachesTheNormalDistribution_ForManyDegreesOfFreedom()
    {
        // The deviation is 1, the target at 1: ½ ln 2π + ½.
        double one = Math.Log(Math.E - 1);
        Assert.Equal((0.5 * Math.Log(2 * Math.PI)) + 0.5, StudentTLossReference.Value(1, [0, one, 1e6]), 3);
    }

    [Fact]
    public void StudentT_IntegratesToOne()
    {
        double density = 0;
        for (double t = -200; t < 200; t += 0.01)
        {
            density += 0.01 * Math.Exp(-StudentTLossReference.Value(t, [0.1, 0.2, 1.0]));
        }

        Assert.Equal(1, density, 5);
    }
}
