namespace Carousel.Forecasting;

/// <summary>
/// Weights of a mean of forecasts by their errors on validation windows: a forecast whose error is larger by a factor
/// has a weight that is smaller by a power of it.
/// </summary>
/// <remarks>
/// Bates and Granger 1969 have the power 2, of squared errors. Here it grows with the number of windows: few windows
/// leave the weights nearly equal. <c>docs/decisions/0041-one-champion.md</c> compares it with non-negative least
/// squares.
/// </remarks>
internal static class ChampionWeights
{
    private const double PowerOfOneBlock = 1.5;
    private const double MostPower = 12;

    /// <summary>A method with a smaller weight is not worth its time.</summary>
    private const double Least = 0.05;

    /// <summary>Chooses weights by the errors of single values.</summary>
    /// <param name="errors">[C][N]: the absolute errors of each forecast; NaN where a value is missing.</param>
    /// <param name="groups">[N]: which series and target a value belongs to. Errors are relative to the mean error of
    /// all forecasts in the group, so that the size of its values does not count.</param>
    /// <param name="blocks">Number of horizons that the values are from and that do not overlap.</param>
    /// <returns>[C]: hundredths, with the sum 1; equal weights where no error is known.</returns>
    public static double[] Of(IReadOnlyList<double[]> errors, int[] groups, int blocks)
    {
        int[] known = [.. Enumerable.Range(0, groups.Length).Where(i => errors.All(e => double.IsFinite(e[i])))];
        Dictionary<int, double> sizes = known.GroupBy(i => groups[i]).ToDictionary(
            group => group.Key, group => errors.Average(e => group.Average(i => e[i])));
        return known.Length == 0
            ? Of([.. errors.Select(_ => 1.0)], blocks)
            : Of(
                [
                    .. errors.Select(e => known.Average(i => sizes[groups[i]] is > 0 and var size ? e[i] / size : 0)),
                ],
                blocks);
    }

    /// <summary>Chooses weights by mean errors.</summary>
    /// <param name="errors">[C]: the mean absolute error of each forecast.</param>
    /// <param name="blocks">Number of horizons that the errors are the means of and that do not overlap.</param>
    /// <returns>[C]: hundredths, with the sum 1.</returns>
    public static double[] Of(IReadOnlyList<double> errors, int blocks)
    {
        double least = Math.Max(errors.Min(), double.Epsilon);
        double power = Math.Min(MostPower, PowerOfOneBlock * Math.Sqrt(blocks));
        double[] weights = Shares([.. errors.Select(e => Math.Pow(Math.Max(e, least) / least, -power))]);
        double[] rounded = [.. Shares([.. weights.Select(w => w < Least ? 0 : w)]).Select(w => Math.Round(w, 2))];
        int largest = Array.IndexOf(rounded, rounded.Max());
        rounded[largest] = Math.Round(rounded[largest] + 1 - rounded.Sum(), 2);
        return rounded;
    }

    private static double[] Shares(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
