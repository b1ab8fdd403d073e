using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class ZeroInflatedNegativeBinomialLossKernelTests() : LossKernelContract(LossKind.ZeroInflatedNegativeBinomial)
{
    [Fact]
    public void Forward_IsTheNegativeBinomial_WhenThereIsAlwaysADraw()
    {
        foreach (float count in new[] { 0f, 5f })
        {
            float loss = ZeroInflatedNegativeBinomialLossKernel.Forward([0.5f, -0.3f, 40], [count], [], new float[6]);
            float plain = LogNegativeBinomialLossKernel.Forward([0.5f, -0.3f], [count], [], new float[5]);
            Assert.Equal(plain, loss, 1e-5);
        }
    }
}
