using Carousel.Reference.Sequences;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Sequences;

public class SmoothingReferenceTests
{
    [Theory]
    [InlineData(3, 0, 2, 4)]
    [InlineData(2, 6, 3, 7)]
    [InlineData(1, 0, 1, 1)]
    public void Backward_EqualsFiniteDifferences(int first, int second, int recent, int ahead)
    {
        const int T = 17;
        var draws = new Draws(7);
        var twin = new SmoothingReference(first, second, recent, ahead);
        double[] z = draws.Vector(T), start = draws.Vector(first + second), coefficients = [0.3, 0.2, 0.4];
        (z[0], z[1], z[6], z[7], z[16]) = (double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        double[,] dSeen = draws.Matrix(T, recent + 1), dAhead = draws.Matrix(T, ahead);

        FiniteDifference.Check(
            "coefficients",
            () =>
            {
                (double[,] seen, double[,] next) = twin.Forward(z, start, coefficients);
                return Sum(seen, dSeen) + Sum(next, dAhead);
            },
            coefficients, twin.Backward(z, start, coefficients, dSeen, dAhead));
    }

    [Fact]
    public void Smoothing_IsWorkedByHand()
    {
        // Levels 10, 10 + ½·(14 − 10) = 12; the season of the second step takes a quarter of its news of 2.
        (double[,] seen, double[,] ahead) =
            new SmoothingReference(2, 0, 2, 2).Forward([11, 13], [1, -1], [0.5, 0.25, 0]);

        Assert.Equal(new double[,] { { 0, 0, 1 }, { -2, 2, -1 } }, seen);
        Assert.Equal(new double[,] { { 9, 11 }, { 13, 11.5 } }, ahead);
    }

    private static double Sum(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                sum += a[i, j] * b[i, j];
            }
        }

        return sum;
    }
}
