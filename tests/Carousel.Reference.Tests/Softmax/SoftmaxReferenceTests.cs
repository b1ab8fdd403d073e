using Carousel.Reference.Softmax;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Softmax;

public class SoftmaxReferenceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_EqualsFiniteDifferences(bool logarithm)
    {
        var draws = new Draws(1);
        double[,] x = draws.Matrix(3, 5), dy = draws.Matrix(3, 5);
        double Loss() => Sum(logarithm ? SoftmaxReference.LogForward(x) : SoftmaxReference.Forward(x), dy);

        FiniteDifference.Check(
            "x", Loss, x, logarithm ? SoftmaxReference.LogBackward(x, dy) : SoftmaxReference.Backward(x, dy));
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        double[,] y = SoftmaxReference.Forward(new[,] { { 0, Math.Log(3) } });
        Assert.Equal(0.25, y[0, 0], 12);
        Assert.Equal(0.75, y[0, 1], 12);
    }

    private static double Sum(double[,] y, double[,] dy)
    {
        double sum = 0;
        for (int k = 0; k < y.Length; k++)
        {
            sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
        }

        return sum;
    }
}
