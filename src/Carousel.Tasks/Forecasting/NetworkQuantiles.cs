using Carousel.Kernels.Losses;
using MathNet.Numerics.Distributions;

namespace Carousel.Tasks.Forecasting;

/// <summary>From the numbers that a network gives for one target at one step to quantiles in the scale it was trained in.</summary>
internal static class NetworkQuantiles
{
    /// <summary>Counts above which the discrete quantile is no longer searched: a gamma distribution of equal mean and variance stands for it.</summary>
    private const double ManyCounts = 2000;

    /// <summary>A probability of no count below which its multiples are no longer exact.</summary>
    private const double LeastProbability = 1e-290;

    /// <summary>Writes the quantiles of a design's loss.</summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    /// <param name="quantiles">[Q], overwritten, not falling.</param>
    public static void Write(ForecastDesign design, ReadOnlySpan<float> outputs, Span<double> quantiles)
    {
        for (int q = 0; q < quantiles.Length; q++)
        {
            double share = design.Quantiles[q];
            quantiles[q] = design.Loss switch
            {
                ForecastLoss.Quantile => outputs[q],
                ForecastLoss.Gaussian => outputs[0] + (Likelihood.Positive(outputs[1]) * Normal.InvCDF(0, 1, share)),
                ForecastLoss.StudentT => outputs[0] + (Likelihood.Positive(outputs[1]) * StudentT.InvCDF(0, 1, Likelihood.Freedom(outputs[2]), share)),
                ForecastLoss.NegativeBinomial => CountQuantile(Likelihood.Positive(outputs[0]), Likelihood.Positive(outputs[1]), share),
                _ => outputs[0],
            };
        }

        quantiles.Sort();
    }

    /// <summary>The one number that stands for the forecast: the median, or what the network gives.</summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    public static double Point(ForecastDesign design, ReadOnlySpan<float> outputs)
    {
        Span<double> quantiles = stackalloc double[design.Quantiles.Count];
        Write(design, outputs, quantiles);
        return quantiles[design.Quantiles.ToList().IndexOf(0.5)];
    }

    /// <summary>The smallest count whose cumulative probability reaches the share; variance = mean + dispersion · mean².</summary>
    private static double CountQuantile(double mean, double dispersion, double share)
    {
        double size = 1 / dispersion;
        double ratio = mean / (mean + size);
        double probability = Math.Exp(-size * Math.Log(1 + (mean * dispersion)));
        if (mean > ManyCounts || probability < LeastProbability)
        {
            double variance = mean + (dispersion * mean * mean);
            return Math.Round(Gamma.InvCDF(mean * mean / variance, mean / variance, share));
        }

        double cumulative = probability;
        int count = 0;
        while (cumulative < share && count < 100 * ManyCounts)
        {
            count++;
            probability *= ratio * (count - 1 + size) / count;
            cumulative += probability;
        }

        return count;
    }
}
