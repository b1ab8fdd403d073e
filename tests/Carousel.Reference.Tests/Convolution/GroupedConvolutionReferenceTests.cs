using Carousel.Reference.Convolution;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Convolution;

public class GroupedConvolutionReferenceTests
{
    [Theory]
    [InlineData(6, 4, 1, 4)]
    [InlineData(3, 6, 3, 2)]
    [InlineData(5, 4, 4, 1)]
    public void Backward_EqualsFiniteDifferences(int steps, int features, int width, int kernelSize)
    {
        var draws = new Draws(1);
        double[,] x = draws.Matrix(steps, features), dy = draws.Matrix(steps, features);
        var w = new double[kernelSize, width, features];
        draws.Vector(w.Length).CopyTo(Near.Flat(w));
        double[] b = draws.Vector(features);
        (double[,] dx, double[,,] dw, double[] db) = GroupedConvolutionReference.Backward(x, w, dy);
        double Loss() =>
            Near.Flat(GroupedConvolutionReference.Forward(x, w, b)).ToArray()
                .Zip(Near.Flat(dy).ToArray(), (p, q) => p * q).Sum();

        FiniteDifference.Check("x", Loss, x, dx);
        FiniteDifference.Check("weight", Loss, w, dw);
        FiniteDifference.Check("bias", Loss, b, db);
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        double[,] x = { { 1, 2 }, { 10, 20 } };
        var steps = new double[2, 1, 2];
        (steps[0, 0, 0], steps[0, 0, 1], steps[1, 0, 0], steps[1, 0, 1]) = (3, 5, 7, 11);
        Assert.Equal(
            new double[,] { { 8, 22 }, { 74, 230 } }, GroupedConvolutionReference.Forward(x, steps, [1, 0]));
        var block = new double[1, 2, 2];
        (block[0, 0, 0], block[0, 0, 1], block[0, 1, 0], block[0, 1, 1]) = (3, 5, 7, 11);
        Assert.Equal(
            new double[,] { { 17, 27 }, { 170, 270 } }, GroupedConvolutionReference.Forward(x, block, [0, 0]));
    }
}
