using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of HurdleNegativeBinomialLossKernel: −ln of the probability of t where more than 0 comes with probability
/// σ(p₂), and then a draw of the negative binomial of <see cref="LogNegativeBinomialLossReference"/> that is not 0.
/// </summary>
internal static class HurdleNegativeBinomialLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double any = SpecialFunctionsReference.Logistic(p[2]);
        double none = Math.Exp(-LogNegativeBinomialLossReference.Value(0, p));
        return t > 0
            ? LogNegativeBinomialLossReference.Value(t, p) + Math.Log(1 - none) - Math.Log(any)
            : -Math.Log(1 - any);
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double any = SpecialFunctionsReference.Logistic(p[2]);
        if (t <= 0)
        {
            return [0, 0, any];
        }

        double none = Math.Exp(-LogNegativeBinomialLossReference.Value(0, p));
        double[] own = LogNegativeBinomialLossReference.Slopes(t, p);
        double[] nothing = LogNegativeBinomialLossReference.Slopes(0, p);
        return [.. own.Zip(nothing, (slope, zero) => slope + (none / (1 - none) * zero)), any - 1];
    }
}
