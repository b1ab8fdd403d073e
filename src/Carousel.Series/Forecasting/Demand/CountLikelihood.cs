using Carousel.Kernels;
using MathNet.Numerics;

namespace Carousel.Forecasting;

/// <summary>
/// −ln of the probability of a count, up to what does not depend on the predictions, and its slopes: the losses of
/// counts in double precision, for regressions that are solved and not trained.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md, "Counts with many zeros".</remarks>
internal static class CountLikelihood
{
    /// <summary>Up to here the difference of two ln Γ is a sum of logarithms.</summary>
    private const int FewCounts = 40;

    /// <summary>The loss of a count.</summary>
    /// <param name="loss">The kind.</param>
    /// <param name="t">The count.</param>
    /// <param name="p">[P], as a network gives them.</param>
    /// <param name="slopes">[P], overwritten.</param>
    public static double Of(ForecastLoss loss, double t, ReadOnlySpan<double> p, Span<double> slopes)
    {
        double mean = Math.Exp(Math.Clamp(p[0], -Likelihood.LargestLogMean, Likelihood.LargestLogMean));
        double k = 1 / (Softplus(p[1]) + Likelihood.Floor), byDispersion = k * k * Logistic(p[1]);
        double log = Math.Log(1 + (mean / k)), none = k * log, grown = log - DigammaDifference(k, t);
        double share = (mean - t) / (k + mean);
        double value = none + (t * (Math.Log(k + mean) - Math.Log(mean))) - LogGammaDifference(k, t);
        slopes[0] = k * share;
        slopes[1] = (share - grown) * byDispersion;
        if (loss == ForecastLoss.NegativeBinomial)
        {
            return value;
        }

        double drawn = t > 0 ? 1 : Logistic(p[2] - none);
        (slopes[0], slopes[1], slopes[2]) = (slopes[0] * drawn, slopes[1] * drawn, Logistic(p[2]) - drawn);
        return t > 0 ? Softplus(-p[2]) + value : Softplus(p[2]) - Softplus(p[2] - none);
    }

    /// <summary>ln(1 + eˣ).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>ln Γ(k + t) − ln Γ(k).</summary>
    private static double LogGammaDifference(double k, double t)
    {
        if (t > FewCounts)
        {
            return SpecialFunctions.GammaLn(k + t) - SpecialFunctions.GammaLn(k);
        }

        double sum = 0;
        for (int i = 0; i < t; i++)
        {
            sum += Math.Log(k + i);
        }

        return sum;
    }

    /// <summary>ψ(k + t) − ψ(k).</summary>
    private static double DigammaDifference(double k, double t)
    {
        if (t > FewCounts)
        {
            return SpecialFunctions.DiGamma(k + t) - SpecialFunctions.DiGamma(k);
        }

        double sum = 0;
        for (int i = 0; i < t; i++)
        {
            sum += 1 / (k + i);
        }

        return sum;
    }
}
