using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Losses;

public class GaussianLossKernelTests() : LossKernelContract(LossKind.Gaussian)
{
    [Fact]
    public void Forward_StaysFinite_WhenTheDeviationVanishes()
    {
        float[] saved = new float[5], d = new float[2];
        Assert.True(float.IsFinite(PointLoss.Forward(default(GaussianLossKernel), [1, -1e30f], [1], [], saved)));
        PointLoss.Backward(default(GaussianLossKernel), [1], saved, 1, d);
        Assert.Equal([0, 0], d);
    }
}
