using Carousel.Reference.Dense;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Dense;

public class DenseReferenceTests
{
    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        var draws = new Draws(3);
        double[,] x = draws.Matrix(4, 3), weight = draws.Matrix(5, 3), dy = draws.Matrix(4, 5);
        double[] bias = draws.Vector(5);
        double Loss()
        {
            double[,] y = DenseReference.Forward(x, weight, bias);
            double sum = 0;
            for (int n = 0; n < 4; n++)
            {
                for (int o = 0; o < 5; o++)
                {
                    sum += dy[n, o] * y[n, o];
                }
            }

            return sum;
        }

        (double[,] dx, double[,] dWeight, double[] dBias) = DenseReference.Backward(x, weight, dy);

        FiniteDifference.Check("x", Loss, x, dx);
        FiniteDifference.Check("weight", Loss, weight, dWeight);
        FiniteDifference.Check("bias", Loss, bias, dBias);
    }

    [Fact]
    public void Forward_IsWorkedByHand() =>
        Assert.Equal(
            new[,] { { 11.5, 24.0 } },
            DenseReference.Forward(new[,] { { 1.0, 2.0 } }, new[,] { { 3.0, 4.0 }, { 5.0, 9.0 } }, [0.5, 1]));
}
