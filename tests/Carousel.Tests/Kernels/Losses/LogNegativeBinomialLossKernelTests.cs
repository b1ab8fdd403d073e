using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class LogNegativeBinomialLossKernelTests() : LossKernelContract(LossKind.LogNegativeBinomial)
{
    [Fact]
    public void Forward_IsTheNegativeBinomial_OfTheMeanThatIsTheExponential()
    {
        float mean = Likelihood.Rate(0.7f), softplus = MathF.Log(MathF.Exp(mean - Likelihood.Floor) - 1);
        float own = LogNegativeBinomialLossKernel.Forward([0.7f, 0.2f], [3], [], new float[5]);
        float other = NegativeBinomialLossKernel.Forward([softplus, 0.2f], [3], [], new float[5]);
        Assert.Equal(other, own, 1e-5);
    }
}
