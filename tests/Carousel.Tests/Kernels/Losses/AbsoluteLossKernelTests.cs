using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class AbsoluteLossKernelTests() : LossKernelContract(LossKind.Absolute)
{
    [Fact]
    public void Slope_IsZero_WhereThePredictionIsRight()
    {
        float[] saved = new float[10], d = new float[3];
        Assert.Equal(2f, PointLoss.Forward(default(AbsoluteLossKernel), [1, 2, 7], [3, 2, 3], [], saved));
        PointLoss.Backward(default(AbsoluteLossKernel), [3, 2, 3], saved, 3, d);
        Assert.Equal([-1, 0, 1], d);
    }
}
