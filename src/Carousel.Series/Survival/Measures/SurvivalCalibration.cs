namespace Carousel.Survival;

/// <summary>Customers with about the same predicted chance to leave.</summary>
/// <param name="Predicted">The mean of the predictions.</param>
/// <param name="Observed">The share that left, by Kaplan and Meier among them.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct CalibrationBin(double Predicted, double Observed, int Count);

/// <summary>
/// Whether as many leave as was predicted: the predictions are put in order and cut into bins of equal counts.
/// </summary>
internal static class SurvivalCalibration
{
    /// <summary>The bins.</summary>
    /// <param name="outcomes">[n].</param>
    /// <param name="leaving">[n]: the predicted chance to leave within <paramref name="horizon"/> periods.</param>
    /// <param name="horizon">The horizon.</param>
    /// <param name="bins">How many bins at most.</param>
    /// <returns>The bins, the lowest prediction first; equal predictions may be in two bins.</returns>
    public static IReadOnlyList<CalibrationBin> Bins(
        ReadOnlySpan<SurvivalOutcome> outcomes, ReadOnlySpan<double> leaving, int horizon, int bins = 10)
    {
        double[] order = leaving.ToArray();
        int[] index = [.. Enumerable.Range(0, order.Length)];
        Array.Sort(order, index);
        int count = Math.Min(bins, order.Length);
        var result = new CalibrationBin[count];
        for (int b = 0; b < count; b++)
        {
            int first = (int)((long)order.Length * b / count), end = (int)((long)order.Length * (b + 1) / count);
            var among = new SurvivalOutcome[end - first];
            double sum = 0;
            for (int i = first; i < end; i++)
            {
                (among[i - first], sum) = (outcomes[index[i]], sum + order[i]);
            }

            result[b] = new CalibrationBin(
                sum / among.Length, 1 - KaplanMeier.Of(among).Survival(horizon), among.Length);
        }

        return result;
    }

    /// <summary>
    /// The mean distance between predicted and observed values over the bins, weighted by their counts.
    /// </summary>
    /// <param name="bins">The bins.</param>
    /// <returns>0 … 1.</returns>
    public static double Error(IReadOnlyList<CalibrationBin> bins) =>
        bins.Sum(b => b.Count * Math.Abs(b.Predicted - b.Observed)) / bins.Sum(b => (double)b.Count);
}
