using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class QuantileLossKernelTests() : LossKernelContract(LossKind.Quantile)
{
    [Fact]
    public void Forward_IsWorkedByHand()
    {
        float[] saved = new float[7], d = new float[4];
        Assert.Equal(
            (0.25f + 0.25f + 1 + 3) / 4, QuantileLossKernel.Forward([0.25f, 0.75f], [1, 3, 5, 5], [2, 9], [], saved));
        QuantileLossKernel.Backward([0.25f, 0.75f], [1, 3, 5, 5], [2, 9], saved, 4, d);
        Assert.Equal([-0.25f, 0.25f, -0.25f, -0.75f], d);
    }
}
