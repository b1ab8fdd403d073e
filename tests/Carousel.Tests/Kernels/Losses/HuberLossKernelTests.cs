using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class HuberLossKernelTests() : LossKernelContract(LossKind.Huber)
{
    [Fact]
    public void Forward_IsSquaredNearAndAbsoluteFar()
    {
        float[] saved = new float[7], d = new float[2];
        var loss = new HuberLossKernel(1.5f);
        Assert.Equal((0.125f + 5.25f) / 2, PointLoss.Forward(loss, [0.5f, 4.25f], [0, 0], [], saved));
        PointLoss.Backward(new HuberLossKernel(1.5f), [0, 0], saved, 2, d);
        Assert.Equal([0.5f, 1.5f], d);
    }
}
