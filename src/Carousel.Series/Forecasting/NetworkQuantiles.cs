using Carousel.Kernels;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// From the numbers that a network gives for one target at one step to quantiles in the scale it was trained in.
/// </summary>
internal static class NetworkQuantiles
{
    private const double LeastDifference = 1e-12;

    /// <summary>Writes the quantiles of a design's loss.</summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    /// <param name="quantiles">[Q], overwritten, not falling.</param>
    public static void Write(ForecastDesign design, ReadOnlySpan<float> outputs, Span<double> quantiles)
    {
        switch (design.Loss)
        {
            case ForecastLoss.Quantile:
                for (int q = 0; q < quantiles.Length; q++)
                {
                    quantiles[q] = outputs[q];
                }

                break;
            case ForecastLoss.Gaussian:
                for (int q = 0; q < quantiles.Length; q++)
                {
                    quantiles[q] = outputs[0]
                        + (Likelihood.Positive(outputs[1]) * Normal.InvCDF(0, 1, design.Quantiles[q]));
                }

                break;
            case ForecastLoss.StudentT:
                StudentQuantiles(
                    design.Quantiles, outputs[0], Likelihood.Positive(outputs[1]), Likelihood.Freedom(outputs[2]),
                    quantiles);
                break;
            case ForecastLoss.NegativeBinomial or ForecastLoss.Hurdle or ForecastLoss.ZeroInflated
                or ForecastLoss.ZeroInflatedPoisson:
                CountDistribution.Of(design.Loss, outputs).Quantiles(design.Quantiles, quantiles);
                break;
            default:
                quantiles.Fill(outputs[0]);
                break;
        }

        quantiles.Sort();
    }

    /// <summary>
    /// Which of the numbers that a network gives for a target at a step is its median, where quantiles may have
    /// crossed; for counts, whose median is not an output, the output that gives the mean.
    /// </summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    public static int MiddleColumn(ForecastDesign design, ReadOnlySpan<float> outputs)
    {
        if (design.Loss != ForecastLoss.Quantile)
        {
            return 0;
        }

        float[] values = outputs.ToArray();
        int[] columns = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values, columns);
        return columns[design.Median];
    }

    /// <summary>Where the medians of forecasts lie among the numbers that a network gave.</summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[forecasts · P].</param>
    /// <param name="forecasts">Which forecasts.</param>
    public static int[] MiddlePlaces(ForecastDesign design, float[] outputs, IReadOnlyList<int> forecasts)
    {
        int P = design.OutputsPerStep;
        return [.. forecasts.Select(f => (f * P) + MiddleColumn(design, outputs.AsSpan(f * P, P)))];
    }

    /// <summary>The distribution is symmetric: a quantile whose mirror was found already needs no search.</summary>
    private static void StudentQuantiles(
        IReadOnlyList<double> shares, double place, double width, double freedom, Span<double> quantiles)
    {
        int last = quantiles.Length - 1;
        for (int q = 0; q <= last; q++)
        {
            double mirrored = 1 - shares[last - q];
            quantiles[q] = shares[q] == 0.5 ? place
                : 2 * q > last && Math.Abs(mirrored - shares[q]) < LeastDifference ? (2 * place) - quantiles[last - q]
                : place + (width * StudentT.InvCDF(0, 1, freedom, shares[q]));
        }
    }
}
