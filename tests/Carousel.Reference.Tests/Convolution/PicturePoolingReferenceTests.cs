using Carousel.Reference.Convolution;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Convolution;

public class PicturePoolingReferenceTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Backward_EqualsFiniteDifferences(int kernelSize, int stride)
    {
        var draws = new Draws(1);
        double[,,] x = Pictures.Drawn(draws, 5, 4, 2), y = PicturePoolingReference.Max(x, kernelSize, stride);
        double[,,] dy = Pictures.Drawn(draws, y.GetLength(0), y.GetLength(1), 2);
        FiniteDifference.Check(
            "max", () => Pictures.Sum(PicturePoolingReference.Max(x, kernelSize, stride), dy), x,
            PicturePoolingReference.MaxBackward(x, kernelSize, stride, dy));
        FiniteDifference.Check(
            "mean", () => Pictures.Sum(PicturePoolingReference.Mean(x, kernelSize, stride), dy), x,
            PicturePoolingReference.MeanBackward(x, kernelSize, stride, dy));
    }

    [Fact]
    public void Pooling_IsWorkedByHand()
    {
        double[,,] x = { { { 1 }, { 2 }, { 9 } }, { { 5 }, { 4 }, { 9 } } };
        Assert.Equal(new double[,,] { { { 5 } } }, PicturePoolingReference.Max(x, 2, 2));
        Assert.Equal(new double[,,] { { { 3 }, { 6 } } }, PicturePoolingReference.Mean(x, 2, 1));
    }
}
