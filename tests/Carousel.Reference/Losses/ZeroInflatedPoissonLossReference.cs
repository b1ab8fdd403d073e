using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of ZeroInflatedPoissonLossKernel: −ln of the probability of t where 0 comes with probability 1 − σ(p₁) and else
/// a Poisson draw of mean μ = e^p₀.
/// </summary>
internal static class ZeroInflatedPoissonLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double mean = Math.Exp(p[0]), draw = SpecialFunctionsReference.Logistic(p[1]);
        double probability = Math.Exp((t * p[0]) - mean - SpecialFunctionsReference.LogGamma(t + 1));
        return -Math.Log((t > 0 ? 0 : 1 - draw) + (draw * probability));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double mean = Math.Exp(p[0]), draw = SpecialFunctionsReference.Logistic(p[1]);
        double drawn = t > 0 ? 1 : draw * Math.Exp(-mean) / (1 - draw + (draw * Math.Exp(-mean)));
        return [drawn * (mean - t), draw - drawn];
    }
}
