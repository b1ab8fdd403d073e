using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class GaussianLossKernelTests() : LossKernelContract(LossKind.Gaussian)
{
    [Fact]
    public void Forward_StaysFinite_WhenTheDeviationVanishes()
    {
        float[] saved = new float[5], d = new float[2];
        Assert.True(float.IsFinite(GaussianLossKernel.Forward([1, -1e30f], [1], [], saved)));
        GaussianLossKernel.Backward([1], saved, 1, d);
        Assert.Equal([0, 0], d);
    }
}
