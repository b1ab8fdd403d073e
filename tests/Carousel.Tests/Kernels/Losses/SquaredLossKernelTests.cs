using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class SquaredLossKernelTests() : LossKernelContract(LossKind.Squared)
{
    [Fact]
    public void Forward_IsWorkedByHand()
    {
        float[] saved = new float[7], d = new float[2];
        Assert.Equal(10f, PointLoss.Forward(default(SquaredLossKernel), [1, 6], [3, 2], [], saved));
        PointLoss.Backward(default(SquaredLossKernel), [3, 2], saved, 1, d);
        Assert.Equal([-2, 4], d);
    }
}
