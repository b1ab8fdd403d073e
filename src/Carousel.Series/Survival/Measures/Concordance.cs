namespace Carousel.Survival;

/// <summary>How often the customer who leaves first had the higher risk. Ties in risk count one half.</summary>
/// <remarks>
/// A pair can be compared where one leaves at τ and the other is known to stay through τ; so one who is censored after
/// τ periods is compared with one who leaves in the τ-th.
/// Two customers who leave at the same time do not form a pair. Antolini, Boracchi and Biganzoli 2005 with the
/// survival at the time of the leaving; with the hazard of the next period and strata of equal age it is the incident
/// and dynamic concordance of Heagerty and Zheng 2005.
/// </remarks>
internal static class Concordance
{
    /// <summary>
    /// The predicted survival at the time of the leaving; leavings after the last predicted period are not compared.
    /// </summary>
    /// <param name="outcomes">[n].</param>
    /// <param name="survival">[n, K]: the chance to stay through periods 1 … K.</param>
    /// <returns>0 … 1; NaN where no pair can be compared.</returns>
    public static double Antolini(ReadOnlySpan<SurvivalOutcome> outcomes, double[,] survival)
    {
        var pairs = default(PairCount);
        for (int time = 1; time <= survival.GetLength(1); time++)
        {
            List<double> leaving = [], staying = [];
            for (int i = 0; i < outcomes.Length; i++)
            {
                SurvivalOutcome outcome = outcomes[i];
                if (outcome.Time >= time)
                {
                    (outcome.Time == time && outcome.Leaves ? leaving : staying).Add(-survival[i, time - 1]);
                }
            }

            pairs.Add(leaving, staying);
        }

        return pairs.Share;
    }

    /// <summary>The hazard of the next period, compared among customers of the same age.</summary>
    /// <param name="outcomes">[n], from the period before.</param>
    /// <param name="hazards">[n]: the hazard of the next period.</param>
    /// <param name="ages">[n]: periods since the first event.</param>
    /// <returns>0 … 1; NaN where no pair can be compared.</returns>
    public static double Incident(
        IReadOnlyList<SurvivalOutcome> outcomes, IReadOnlyList<double> hazards, IReadOnlyList<int> ages)
    {
        var pairs = default(PairCount);
        foreach (IGrouping<int, int> age in Enumerable.Range(0, outcomes.Count).Where(i => outcomes[i].Time >= 1)
            .GroupBy(i => ages[i]))
        {
            var risks = age.ToLookup(i => outcomes[i] is { Leaves: true, Time: 1 }, i => hazards[i]);
            pairs.Add([.. risks[true]], [.. risks[false]]);
        }

        return pairs.Share;
    }

    private struct PairCount
    {
        private double _concordant, _pairs;

        public readonly double Share => _concordant / _pairs;

        public void Add(List<double> leaving, List<double> staying)
        {
            staying.Sort();
            foreach (double risk in leaving)
            {
                _concordant += 0.5
                    * (CountBelow(staying, risk, orEqual: false) + CountBelow(staying, risk, orEqual: true));
            }

            _pairs += (double)leaving.Count * staying.Count;
        }

        private static int CountBelow(List<double> sorted, double value, bool orEqual)
        {
            int low = 0, high = sorted.Count;
            while (low < high)
            {
                int middle = low + ((high - low) / 2);
                bool below = orEqual ? sorted[middle] <= value : sorted[middle] < value;
                (low, high) = below ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
