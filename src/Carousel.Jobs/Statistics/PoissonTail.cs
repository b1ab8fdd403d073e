using Carousel.Kernels;

namespace Carousel.Jobs.Statistics;

/// <summary>How likely rare events are as many as were counted.</summary>
internal static class PoissonTail
{
    /// <summary>P(N ≥ count) where N is Poisson distributed: 1 − Σ_{i below count} e^(−mean) meanⁱ / i!.</summary>
    /// <param name="count">How many were counted, 0 or more.</param>
    /// <param name="mean">How many are expected, above 0.</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or the mean is not a positive
    /// number.</exception>
    public static double AtLeast(int count, double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!(mean > 0 && double.IsFinite(mean)))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The expected number must be above 0.");
        }

        double below = 0, logarithm = -mean;
        for (int i = 0; i < count; i++)
        {
            below += ScalarMath.Exp(logarithm);
            logarithm += ScalarMath.Log(mean / (i + 1));
        }

        return Math.Clamp(1 - below, 0, 1);
    }
}
