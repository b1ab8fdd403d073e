using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of LogNegativeBinomialLossKernel: −ln of the negative binomial probability of t, mean μ = e^p₀, variance μ +
/// α·μ², α = softplus(p₁) + 10⁻⁴.
/// </summary>
internal static class LogNegativeBinomialLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        (double mean, double k) = (Math.Exp(p[0]), Size(p));
        return SpecialFunctionsReference.LogGamma(k) - SpecialFunctionsReference.LogGamma(t + k)
            + SpecialFunctionsReference.LogGamma(t + 1)
            - (k * Math.Log(k / (k + mean))) - (t * Math.Log(mean / (k + mean)));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        (double mean, double k) = (Math.Exp(p[0]), Size(p));
        double byK = SpecialFunctionsReference.Digamma(k) - SpecialFunctionsReference.Digamma(t + k)
            + Math.Log((k + mean) / k) + ((t - mean) / (k + mean));
        return [k * (mean - t) / (k + mean), -k * k * byK * SpecialFunctionsReference.Logistic(p[1])];
    }

    private static double Size(double[] p) => 1 / (SpecialFunctionsReference.Softplus(p[1]) + 1e-4);
}
