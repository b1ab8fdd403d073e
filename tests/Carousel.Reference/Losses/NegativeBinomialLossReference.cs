using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of NegativeBinomialLossKernel: −ln of the negative binomial probability of t, mean μ = softplus(p₀) + 10⁻⁴,
/// variance μ + α·μ², α = softplus(p₁) + 10⁻⁴.
/// </summary>
internal static class NegativeBinomialLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double mean = SpecialFunctionsReference.Softplus(p[0]) + 1e-4;
        double k = 1 / (SpecialFunctionsReference.Softplus(p[1]) + 1e-4);
        return SpecialFunctionsReference.LogGamma(k) - SpecialFunctionsReference.LogGamma(t + k)
            + SpecialFunctionsReference.LogGamma(t + 1)
            - (k * Math.Log(k / (k + mean))) - (t * Math.Log(mean / (k + mean)));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double mean = SpecialFunctionsReference.Softplus(p[0]) + 1e-4;
        double k = 1 / (SpecialFunctionsReference.Softplus(p[1]) + 1e-4);
        double byMean = ((k + t) / (k + mean)) - (t / mean);
        double byK = SpecialFunctionsReference.Digamma(k) - SpecialFunctionsReference.Digamma(t + k)
            + Math.Log((k + mean) / k) + ((t - mean) / (k + mean));
        return [
            byMean * SpecialFunctionsReference.Logistic(p[0]), -k * k * byK * SpecialFunctionsReference.Logistic(p[1]),
        ];
    }
}
