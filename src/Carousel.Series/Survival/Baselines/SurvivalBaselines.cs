namespace Carousel.Survival;

/// <summary>
/// What a network has to beat: the share that leaves at each age (Kaplan and Meier), and a logistic regression on
/// counts for each period ahead.
/// </summary>
/// <remarks>
/// The regression sees the features of the last period and the logarithms of all counts and sums so far, so that it
/// knows what happened, but not when.
/// </remarks>
/// <param name="ByAge">The hazard in each period from the first event, from 1; with one customer of the mean
/// hazard more, because few customers of an age cannot show that it is 0.</param>
/// <param name="Mean">The hazard of all ages together, for ages without observations.</param>
/// <param name="Coefficients">[K][2·F − 3 + 1]: of the regression for each period ahead, the constant last.</param>
internal sealed record SurvivalBaselines(IReadOnlyList<double> ByAge, double Mean, IReadOnlyList<double[]> Coefficients)
{
    /// <summary>Fits the shares on the training part.</summary>
    /// <param name="training">The customers.</param>
    /// <param name="regression">The regression on counts, fitted on them.</param>
    /// <returns>The baselines.</returns>
    public static SurvivalBaselines Fit(IReadOnlyList<CustomerHistory> training, CountRegression regression)
    {
        SurvivalOutcome[] outcomes = [.. training.Select(h => h.After(0))];
        double mean = outcomes.Count(o => o.Leaves) / Math.Max(1.0, outcomes.Sum(o => (long)o.Time));
        return new SurvivalBaselines(
            [
                .. Enumerable.Range(1, outcomes.Select(o => o.Time).DefaultIfEmpty().Max()).Select(age =>
                    (outcomes.Count(o => o.Leaves && o.Time == age) + mean)
                        / (outcomes.Count(o => o.Time >= age) + 1)),
            ],
            mean, regression.Coefficients);
    }

    /// <summary>The hazards by only age.</summary>
    /// <param name="history">A customer.</param>
    /// <param name="horizon">K.</param>
    /// <returns>[L, K].</returns>
    public double[,] AgeHazards(CustomerHistory history, int horizon)
    {
        var hazards = new double[history.Length, horizon];
        for (int t = 0; t < history.Length; t++)
        {
            for (int k = 1; k <= horizon; k++)
            {
                hazards[t, k - 1] = t + k <= ByAge.Count ? ByAge[t + k - 1] : Mean;
            }
        }

        return hazards;
    }

    /// <summary>The log odds of the regression.</summary>
    /// <param name="history">A customer.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <returns>[L, K].</returns>
    public float[] CountOdds(CustomerHistory history, FeatureScale scale) =>
        new CountRegression(Coefficients).LogOdds(history, scale);
}
