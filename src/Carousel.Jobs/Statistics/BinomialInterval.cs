namespace Carousel.Jobs.Statistics;

/// <summary>The 95 % interval of a share that was counted in independent trials.</summary>
/// <remarks>Wilson 1927: stays within 0 … 1 and is of use at 0 and at all hits.</remarks>
internal static class BinomialInterval
{
    // The normal distribution's quantile of 0.975.
    private const double Deviations = 1.959963984540054;

    /// <summary>The interval.</summary>
    /// <param name="hits">How many trials hit.</param>
    /// <param name="trials">How many there were, at least 1.</param>
    /// <returns>Within 0 … 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Trials are below 1, or hits are negative or more than the
    /// trials.</exception>
    public static ConfidenceInterval Wilson(long hits, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        double square = Deviations * Deviations, share = (double)hits / trials;
        double middle = (share + (square / (2 * trials))) / (1 + (square / trials));
        double half = Deviations / (1 + (square / trials))
            * Math.Sqrt((share * (1 - share) / trials) + (square / (4.0 * trials * trials)));

        // The ends are 0 and 1 exactly there; rounding would leave a few 1e-17.
        return new ConfidenceInterval(hits == 0 ? 0 : middle - half, hits == trials ? 1 : middle + half);
    }
}
