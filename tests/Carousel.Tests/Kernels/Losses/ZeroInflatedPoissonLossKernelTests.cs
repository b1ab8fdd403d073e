using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class ZeroInflatedPoissonLossKernelTests() : LossKernelContract(LossKind.ZeroInflatedPoisson)
{
    [Fact]
    public void Forward_IsThePoissonDistribution_WhenThereIsAlwaysADraw()
    {
        float loss = ZeroInflatedPoissonLossKernel.Forward([MathF.Log(2), 40], [3], [], new float[5]);
        Assert.Equal(2 - (3 * Math.Log(2)) + Math.Log(6), loss, 1e-5);
    }
}
