using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of StudentTLossKernel: −ln of the Student t density at t, place p₀, σ = softplus(p₁) + 10⁻⁴, ν = 2 +
/// softplus(p₂).
/// </summary>
internal static class StudentTLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double deviation = SpecialFunctionsReference.Softplus(p[1]) + 1e-4;
        double freedom = 2 + SpecialFunctionsReference.Softplus(p[2]);
        double z = (t - p[0]) / deviation;
        return SpecialFunctionsReference.LogGamma(freedom / 2) - SpecialFunctionsReference.LogGamma((freedom + 1) / 2)
            + (0.5 * Math.Log(Math.PI * freedom)) + Math.Log(deviation)
            + ((freedom + 1) / 2 * SpecialFunctionsReference.Log1p(z * z / freedom));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double deviation = SpecialFunctionsReference.Softplus(p[1]) + 1e-4;
        double freedom = 2 + SpecialFunctionsReference.Softplus(p[2]);
        double z = (t - p[0]) / deviation;
        double share = (freedom + 1) / (freedom + (z * z));
        double tails = 0.5
            * (SpecialFunctionsReference.Digamma(freedom / 2) - SpecialFunctionsReference.Digamma((freedom + 1) / 2)
            + SpecialFunctionsReference.Log1p(z * z / freedom) + ((1 - (share * z * z)) / freedom));
        return
        [
            -share * z / deviation,
            (1 - (share * z * z)) / deviation * SpecialFunctionsReference.Logistic(p[1]),
            tails * SpecialFunctionsReference.Logistic(p[2]),
        ];
    }
}
