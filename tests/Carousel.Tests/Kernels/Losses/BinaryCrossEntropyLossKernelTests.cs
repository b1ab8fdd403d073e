using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class BinaryCrossEntropyLossKernelTests() : LossKernelContract(LossKind.BinaryCrossEntropy)
{
    [Fact]
    public void Forward_NeverOverflows()
    {
        float[] saved = new float[7], d = new float[2];
        Assert.Equal(500f, BinaryCrossEntropyLossKernel.Forward(0, [1000, 1000], [0, 1], [], saved));
        BinaryCrossEntropyLossKernel.Backward(0, [0, 1], saved, 2, d);
        Assert.Equal([1, 0], d);
    }
}
