using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>Twin of GaussianLossKernel: −ln of the normal density at t, mean p₀, σ = softplus(p₁) + 10⁻⁴.</summary>
internal static class GaussianLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double deviation = SpecialFunctionsReference.Softplus(p[1]) + 1e-4;
        double z = (t - p[0]) / deviation;
        return (0.5 * Math.Log(2 * Math.PI)) + Math.Log(deviation) + (0.5 * z * z);
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double deviation = SpecialFunctionsReference.Softplus(p[1]) + 1e-4;
        double z = (t - p[0]) / deviation;
        return [-z / deviation, (1 - (z * z)) / deviation * SpecialFunctionsReference.Logistic(p[1])];
    }
}
