using Carousel.Kernels.Losses;

namespace Carousel.Tests.Kernels.Losses;

public class HurdleNegativeBinomialLossKernelTests() : LossKernelContract(LossKind.HurdleNegativeBinomial)
{
    /// <summary>Even where nearly all of the negative binomial is 0, the counts above 0 have the share σ(r).</summary>
    [Theory]
    [InlineData(-9f)]
    [InlineData(0f)]
    [InlineData(3f)]
    public void Probabilities_SumToOne(float logMean)
    {
        double sum = 0;
        for (int count = 0; count < 2000; count++)
        {
            sum += Math.Exp(-HurdleNegativeBinomialLossKernel.Forward(
                [logMean, -0.5f, 0.4f], [count], [], new float[6]));
        }

        Assert.Equal(1, sum, 2e-5);
    }
}
