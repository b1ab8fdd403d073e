using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class BinaryCrossEntropyLossKernelTests() : LossKernelContract(LossKind.BinaryCrossEntropy)
{
    [Fact]
    public void Forward_NeverOverflows()
    {
        float[] saved = new float[7], d = new float[2];
        Assert.Equal(500f, PointLoss.Forward(new BinaryCrossEntropyLossKernel(0), [1000, 1000], [0, 1], [], saved));
        PointLoss.Backward(new BinaryCrossEntropyLossKernel(0), [0, 1], saved, 2, d);
        Assert.Equal([1, 0], d);
    }
}
