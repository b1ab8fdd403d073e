using Carousel.Reference.Convolution;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Convolution;

public class SequenceConvolutionReferenceTests
{
    [Theory]
    [InlineData(7, 3, 1, 1)]
    [InlineData(6, 3, 4, 2)]
    [InlineData(9, 5, 2, 1)]
    public void Backward_EqualsFiniteDifferences(int steps, int kernelSize, int before, int dilation)
    {
        var draws = new Draws(1);
        double[,] x = draws.Matrix(steps, 2), dy = draws.Matrix(steps, 3);
        var w = new double[3, kernelSize, 2];
        draws.Vector(w.Length).CopyTo(Near.Flat(w));
        double[] b = draws.Vector(3);
        (double[,] dx, double[,,] dw, double[] db) = SequenceConvolutionReference.Backward(x, w, before, dilation, dy);
        double Loss() =>
            Near.Flat(SequenceConvolutionReference.Forward(x, w, b, before, dilation)).ToArray()
                .Zip(Near.Flat(dy).ToArray(), (p, q) => p * q).Sum();

        FiniteDifference.Check("x", Loss, x, dx);
        FiniteDifference.Check("weight", Loss, w, dw);
        FiniteDifference.Check("bias", Loss, b, db);
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        double[,] x = { { 1 }, { 10 }, { 100 } };
        var w = new double[1, 3, 1];
        (w[0, 0, 0], w[0, 1, 0], w[0, 2, 0]) = (2, 3, 5);
        Assert.Equal(new double[,] { { 54 }, { 533 }, { 321 } }, SequenceConvolutionReference.Forward(x, w, [1], 1, 1));
        Assert.Equal(new double[,] { { 6 }, { 54 }, { 533 } }, SequenceConvolutionReference.Forward(x, w, [1], 2, 1));
        Assert.Equal(new double[,] { { 504 }, { 31 }, { 303 } }, SequenceConvolutionReference.Forward(x, w, [1], 2, 2));
    }
}
