using MathNet.Numerics.Distributions;

namespace Carousel.Jobs.Statistics;

/// <summary>How likely rare events are as many as were counted.</summary>
internal static class PoissonTail
{
    /// <summary>P(N ≥ count) where N is Poisson distributed: 1 − Σ_{i below count} e^(−mean) meanⁱ / i!.</summary>
    /// <param name="count">How many were counted, 0 or more.</param>
    /// <param name="mean">How many are expected, above 0.</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or the mean is not above 0.</exception>
    public static double AtLeast(int count, double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        return count == 0 ? 1 : Math.Max(0, 1 - Poisson.CDF(mean, count - 1));
    }
}
