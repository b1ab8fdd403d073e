namespace Carousel.Survival;

/// <summary>The negative log-likelihood of the outcomes.</summary>
internal static class LeavingNats
{
    /// <summary>Of leaving or staying in a period.</summary>
    /// <param name="odds">The predicted log odds of leaving.</param>
    /// <param name="leaves">What came.</param>
    public static double Of(double odds, bool leaves)
    {
        double toward = leaves ? odds : -odds;
        return Math.Max(-toward, 0) + Math.Log(1 + Math.Exp(-Math.Abs(toward)));
    }

    /// <summary>
    /// The mean over all periods of some customers and all periods ahead that are known, the next one counting as much
    /// as in the training.
    /// </summary>
    /// <param name="histories">The customers.</param>
    /// <param name="odds">[L, K] each: the predicted log odds.</param>
    /// <param name="horizon">K.</param>
    public static double Mean(
        IReadOnlyList<CustomerHistory> histories, IReadOnlyList<float[]> odds, int horizon) => Mean(
        histories.SelectMany((history, c) => Enumerable.Range(0, history.Length).Select(t =>
            (history.After(t), (Func<int, double>)(k => odds[c][(t * horizon) + k - 1])))), horizon);

    /// <summary>The same over rows.</summary>
    /// <param name="rows">The outcome after each, and the log odds of leaving in the k-th next period.</param>
    /// <param name="horizon">K.</param>
    public static double Mean(IEnumerable<(SurvivalOutcome Outcome, Func<int, double> Odds)> rows, int horizon)
    {
        double sum = 0, weight = 0;
        foreach ((SurvivalOutcome outcome, Func<int, double> odds) in rows)
        {
            for (int k = 1; k <= Math.Min(horizon, outcome.Time); k++)
            {
                double counts = k == 1 ? 1 : HistoryBatch.LaterWeight(horizon);
                sum += counts * Of(odds(k), outcome.Leaves && k == outcome.Time);
                weight += counts;
            }
        }

        return weight > 0 ? sum / weight : 0;
    }
}
