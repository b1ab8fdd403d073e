using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class NegativeBinomialLossKernelTests() : LossKernelContract(LossKind.NegativeBinomial)
{
    [Fact]
    public void Forward_IsThePoissonDistribution_WhenTheDispersionVanishes()
    {
        float[] saved = new float[5];
        float loss = NegativeBinomialLossKernel.Forward([5, -1e30f], [3], [], saved);
        double mean = Math.Log(1 + Math.Exp(5)) + 1e-4;
        Assert.Equal(mean - (3 * Math.Log(mean)) + Math.Log(6), loss, 5e-3);
    }
}
