using Carousel.Jobs.Measuring;

namespace Carousel.Survival;

/// <summary>Inputs of a regression on counts at the end of a period, and the outcome.</summary>
/// <param name="Inputs">The features of the period, and the logarithms of all counts and sums so far: it knows what
/// happened, but not when.</param>
/// <param name="Outcome">In how many periods the customer leaves, or for how many more it is known to stay.</param>
internal readonly record struct CountRow(LogisticRow Inputs, SurvivalOutcome Outcome)
{
    private const int NoTotals = 3;

    /// <summary>How many inputs a row has.</summary>
    /// <param name="features">F.</param>
    public static int InputsOf(int features) => (2 * features) - NoTotals;

    /// <summary>The rows of a customer, one a period.</summary>
    /// <param name="history">The customer.</param>
    /// <param name="scale">How features are scaled.</param>
    public static CountRow[] Of(CustomerHistory history, FeatureScale scale)
    {
        int size = scale.Offsets.Length;
        float[] scaled = scale.Apply(history);
        var totals = new float[size - NoTotals];
        int[] places = [.. Enumerable.Range(0, size + totals.Length)];
        var rows = new CountRow[history.Length];
        for (int t = 0; t < rows.Length; t++)
        {
            var values = new double[places.Length];
            for (int f = 0; f < size; f++)
            {
                values[f] = scaled[(t * size) + f];
            }

            for (int f = 0; f < totals.Length; f++)
            {
                totals[f] += history.Features[(t * size) + f];
                values[size + f] = PeriodFeatures.Shrink(totals[f]);
            }

            rows[t] = new CountRow(new LogisticRow(places, values), history.After(t));
        }

        return rows;
    }

    /// <summary>The rows of many customers; beyond some number evenly fewer.</summary>
    /// <param name="histories">The customers.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <param name="most">How many rows at most.</param>
    /// <returns>For each customer its rows, perhaps none.</returns>
    public static CountRow[][] Of(IReadOnlyList<CustomerHistory> histories, FeatureScale scale, int most)
    {
        long all = histories.Sum(h => (long)h.Length), stride = Math.Max(1, all / most), at = 0;
        return [.. histories.Select(h => Of(h, scale).Where(_ => at++ % stride == 0).ToArray())];
    }
}
