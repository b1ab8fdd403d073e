using Carousel.Reference.Normalization;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Normalization;

public class LayerNormReferenceTests
{
    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        const double Epsilon = 1e-3;
        var draws = new Draws(1);
        double[,] x = draws.Matrix(3, 5, 2), dy = draws.Matrix(3, 5);
        double[] gain = draws.Vector(5), bias = draws.Vector(5);
        double Loss()
        {
            double[,] y = LayerNormReference.Forward(Epsilon, x, gain, bias);
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
            }

            return sum;
        }

        (double[,] dx, double[] dGain, double[] dBias) = LayerNormReference.Backward(Epsilon, x, gain, dy);

        FiniteDifference.Check("x", Loss, x, dx);
        FiniteDifference.Check("gain", Loss, gain, dGain);
        FiniteDifference.Check("bias", Loss, bias, dBias);
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        double[,] y = LayerNormReference.Forward(0, new[,] { { 1.0, 3 } }, [2, 1], [0, 5]);
        Assert.Equal(-2, y[0, 0], 12);
        Assert.Equal(6, y[0, 1], 12);
    }
}
