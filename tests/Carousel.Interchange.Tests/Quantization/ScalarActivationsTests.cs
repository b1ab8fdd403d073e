using Carousel.Interchange.Quantization;
using Carousel.Kernels;

namespace Carousel.Interchange.Tests.Quantization;

/// <summary>The plain polynomials have the bits of the kernels'.</summary>
public sealed class ScalarActivationsTests
{
    [Fact]
    public void Functions_HaveTheBitsOfTheKernels()
    {
        for (float x = -100; x < 100; x += 0.0371f)
        {
            Assert.Equal(Activations.Tanh(x), ScalarActivations.Tanh(x));
            Assert.Equal(Activations.Logistic(x), 1 / ScalarActivations.LogisticDenominator(x));
        }

        Assert.True(float.IsNaN(ScalarActivations.Tanh(float.NaN)));
        Assert.True(float.IsNaN(ScalarActivations.LogisticDenominator(float.NaN)));
    }
}
