using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of ZeroInflatedNegativeBinomialLossKernel: −ln of the probability of t where 0 comes with probability 1 − σ(p₂)
/// and else a draw of the negative binomial of <see cref="LogNegativeBinomialLossReference"/>.
/// </summary>
internal static class ZeroInflatedNegativeBinomialLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p)
    {
        double draw = SpecialFunctionsReference.Logistic(p[2]);
        return -Math.Log(
            (t > 0 ? 0 : 1 - draw) + (draw * Math.Exp(-LogNegativeBinomialLossReference.Value(t, p))));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p)
    {
        double draw = SpecialFunctionsReference.Logistic(p[2]);
        double none = Math.Exp(-LogNegativeBinomialLossReference.Value(0, p));
        double drawn = t > 0 ? 1 : draw * none / (1 - draw + (draw * none));
        return
        [
            .. LogNegativeBinomialLossReference.Slopes(t, p).Select(slope => drawn * slope), draw - drawn,
        ];
    }
}
