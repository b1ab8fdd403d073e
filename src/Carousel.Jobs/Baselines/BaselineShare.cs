using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Baselines;

/// <summary>
/// How much of the network is added to the baseline inside, ŷ = r + α·f, 0 to 1: chosen on forecasts of rows that
/// neither of them learned from.
/// </summary>
internal static class BaselineShare
{
    /// <summary>A network that takes less off the baseline's error is not worth its place.</summary>
    private const double LeastGain = 0.005;

    private const double LeastGainOfOthers = 0.02;

    /// <summary>The shares to choose from.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>
    /// The share with the least error, where its mean beats that of the baseline alone by one standard error (Breiman
    /// and
    /// others 1984, section 3.4.3: the one-standard-error rule) and by half a percent, else 0.
    /// </summary>
    /// <param name="errors">For each share its mean error in each block of time, in order of time; neighbouring blocks
    /// may be alike.</param>
    /// <param name="standardErrors">How many standard errors it must be: more than one if the validation rows also
    /// chose the network, and so flatter it.</param>
    public static double Choose(IReadOnlyList<double[]> errors, double standardErrors = 1)
    {
        double[] means = [.. errors.Select(e => e.DefaultIfEmpty(0).Average())];
        int best = Array.IndexOf(means, means.Min());
        bool isWorthIt = means[best] < (1 - LeastGain) * means[0] && IsBeyond(standardErrors, errors[best], errors[0]);
        return isWorthIt ? Shares[best] : 0;
    }

    /// <summary>
    /// Whether other forecasts err less than those of a network with a baseline inside, by two standard errors and two
    /// percent: what was chosen first stays where the difference may be chance.
    /// </summary>
    /// <param name="others">The mean error of the other forecasts in each block of time.</param>
    /// <param name="own">That of the first ones.</param>
    /// <param name="leastGain">The share that the others must gain: less where most of the error is chance itself, as
    /// of likelihoods.</param>
    public static bool IsClearlyBetter(double[] others, double[] own, double leastGain = LeastGainOfOthers) =>
        own.Length > 2 && others.Average() < (1 - leastGain) * own.Average()
        && PairedForecastTest.Of(others, own, overlap: 1).Statistic < -2;

    /// <summary>Whether every share of the network is worse than the baseline alone.</summary>
    /// <param name="errors">For each share its mean error in each block, the baseline alone first.</param>
    /// <param name="leastStatistic">By more than so many standard errors.</param>
    /// <returns>False where there are too few blocks for a standard error.</returns>
    public static bool AreWorse(IReadOnlyList<double[]> errors, double leastStatistic) =>
        errors[0].Length > 2 && errors.Skip(1).All(share =>
            PairedForecastTest.Of(share, errors[0], overlap: 1).Statistic > leastStatistic);

    // One or two blocks have no standard error: the gain must be there in each.
    private static bool IsBeyond(double standardErrors, double[] best, double[] alone) => best.Length <= 2
        ? best.Length > 0 && best.Zip(alone).All(e => e.First < e.Second)
        : PairedForecastTest.Of(best, alone, overlap: 1).Statistic < -standardErrors;
}
