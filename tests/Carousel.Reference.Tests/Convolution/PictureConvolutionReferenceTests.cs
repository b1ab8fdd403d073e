using Carousel.Reference.Convolution;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Convolution;

public class PictureConvolutionReferenceTests
{
    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 2)]
    public void Backward_EqualsFiniteDifferences(int kernelSize, int stride, int padding)
    {
        var draws = new Draws(1);
        double[,,] x = Pictures.Drawn(draws, 5, 4, 2);
        double[,] w = draws.Matrix(3, kernelSize * kernelSize * 2);
        double[] b = draws.Vector(3);
        double[,,] y = PictureConvolutionReference.Forward(x, w, b, kernelSize, stride, padding);
        double[,,] dy = Pictures.Drawn(draws, y.GetLength(0), y.GetLength(1), 3);
        (double[,,] dx, double[,] dw, double[] db) = PictureConvolutionReference.Backward(
            x, w, kernelSize, stride, padding, dy);
        double Loss() => Pictures.Sum(PictureConvolutionReference.Forward(x, w, b, kernelSize, stride, padding), dy);

        FiniteDifference.Check("x", Loss, x, dx);
        FiniteDifference.Check("weight", Loss, w, dw);
        FiniteDifference.Check("bias", Loss, b, db);
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        double[,,] x = { { { 1 }, { 2 } }, { { 3 }, { 4 } } };
        double[,] w = { { 10, 20, 30, 40 } };
        Assert.Equal(new double[,,] { { { 301 } } }, PictureConvolutionReference.Forward(x, w, [1], 2, 1, 0));
        Assert.Equal(
            new double[,,] { { { 40 }, { 60 } }, { { 60 }, { 40 } } },
            PictureConvolutionReference.Forward(x, w, [0], 2, 2, 1));
    }
}
