using Carousel.Kernels;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// A distribution of counts: with a probability a draw of the negative binomial, else 0.
/// </summary>
/// <param name="Mean">Of the negative binomial, its 0 among it.</param>
/// <param name="Dispersion">α: its variance is mean + α·mean²; 0 for Poisson.</param>
/// <param name="Draw">The probability of a draw.</param>
internal readonly record struct CountDistribution(double Mean, double Dispersion, double Draw)
{
    /// <summary>
    /// Counts above which the discrete quantile is no longer searched: a gamma distribution of equal mean and
    /// variance replaces it.
    /// </summary>
    private const double ManyCounts = 2000;

    /// <summary>A probability of no count below which its multiples are no longer exact.</summary>
    private const double LeastProbability = 1e-290;

    /// <summary>The distribution whose parameters a last layer outputs.</summary>
    /// <param name="loss">The kind.</param>
    /// <param name="outputs">[P], as the layer gave them.</param>
    public static CountDistribution Of(ForecastLoss loss, ReadOnlySpan<float> outputs) => new(
        Likelihood.Rate(outputs[0]), Likelihood.Positive(outputs[1]),
        loss == ForecastLoss.NegativeBinomial ? 1 : Likelihood.Probability(outputs[2]));

    /// <summary>The same of a regression's numbers.</summary>
    /// <param name="loss">The kind.</param>
    /// <param name="p">[P].</param>
    public static CountDistribution Of(ForecastLoss loss, ReadOnlySpan<double> p) => new(
        Math.Exp(Math.Clamp(p[0], -Likelihood.LargestLogMean, Likelihood.LargestLogMean)),
        CountLikelihood.Softplus(p[1]) + Likelihood.Floor,
        loss == ForecastLoss.NegativeBinomial ? 1 : CountLikelihood.Logistic(p[2]));

    /// <summary>The mean and the variance of all counts.</summary>
    public (double Mean, double Variance) Moments()
    {
        double mean = Draw * Mean, squares = Draw * (Mean + (Dispersion * Mean * Mean) + (Mean * Mean));
        return (mean, Math.Max(squares - (mean * mean), 1e-9));
    }

    /// <summary>
    /// The smallest counts whose cumulative probability reaches the shares, found by adding up the mass function.
    /// </summary>
    /// <param name="shares">[Q], ascending, inside (0, 1).</param>
    /// <param name="quantiles">[Q], overwritten, not falling.</param>
    public void Quantiles(IReadOnlyList<double> shares, Span<double> quantiles)
    {
        double none = None(), probability = none, cumulative = none;
        bool isLarge = Mean > ManyCounts || none < LeastProbability;
        double size = 1 / Dispersion, ratio = Mean / (Mean + size);
        int count = 0;
        for (int q = 0; q < quantiles.Length; q++)
        {
            // The share of the negative binomial, its 0 among it, below which the draw must lie.
            double drawn = (shares[q] - (1 - Draw)) / Draw;
            if (drawn <= 0)
            {
                quantiles[q] = 0;
                continue;
            }

            if (isLarge)
            {
                double variance = Mean + (Dispersion * Mean * Mean);
                quantiles[q] = Math.Round(Gamma.InvCDF(Mean * Mean / variance, Mean / variance, drawn));
                continue;
            }

            while (cumulative < drawn && count < 100 * ManyCounts)
            {
                count++;
                probability *= Dispersion > 0 ? ratio * (count - 1 + size) / count : Mean / count;
                cumulative += probability;
            }

            quantiles[q] = count;
        }
    }

    /// <summary>The probability of 0 in the negative binomial.</summary>
    private double None() =>
        Math.Exp(Dispersion > 0 ? -Math.Log(1 + (Mean * Dispersion)) / Dispersion : -Mean);
}
