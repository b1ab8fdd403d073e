using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// How far the ends of the intervals of sums over the horizon lie from their median, as multiples of what sample paths
/// say: so that each side holds its share of the sums of the validation part.
/// </summary>
/// <param name="Levels">The intervals in percent.</param>
/// <param name="Factors">[K][2 · levels]: the lower and the upper side of each interval.</param>
internal sealed record SumWidths(IReadOnlyList<double> Levels, IReadOnlyList<IReadOnlyList<double>> Factors)
{
    /// <summary>The least number of sums from which a width is estimated.</summary>
    private const int LeastSums = 10;

    /// <summary>
    /// With fewer sums side by side, of all series together, intervals are only widened: one calm year of one series is
    /// no reason to promise another.
    /// </summary>
    private const int EnoughSideBySide = 30;

    /// <summary>A side is at least so wide before it is multiplied: one of no width could not be widened.</summary>
    private const double LeastSide = 0.5;

    /// <summary>Fits on windows that the forecasts did not learn from; null where there are too few.</summary>
    /// <param name="set">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="table">Their forecasts, in the unit of the data.</param>
    /// <param name="paths">Makes sums.</param>
    /// <param name="levels">The intervals in percent.</param>
    /// <param name="closed">When nothing comes, and 0 is forecast; null for never.</param>
    public static SumWidths? Fit(
        SeriesSet set, IReadOnlyList<Window> windows, QuantileTable table, SamplePaths paths,
        IReadOnlyList<double> levels, ClosedTimes? closed = null)
    {
        int apart = windows.GroupBy(w => w.Series).Sum(
            own => ((own.Max(w => w.Origin) - own.Min(w => w.Origin)) / table.Horizon) + 1);
        double least = apart < EnoughSideBySide ? 1 : 0;
        var factors = new double[table.Targets][];
        for (int k = 0; k < table.Targets; k++)
        {
            List<double>[] sides = [.. levels.Concat(levels).Select(_ => new List<double>())];
            for (int w = 0; w < windows.Count; w++)
            {
                double sum = ClosedTimes.Came(closed, set[windows[w].Series], k, windows[w].Ahead)
                    .Sum(v => (double)v);
                if (double.IsNaN(sum))
                {
                    continue;
                }

                foreach ((int l, (double median, double low, double high)) in paths.Sums(table, w, k, levels).Index())
                {
                    sides[2 * l].Add((median - sum) / (median - low + LeastSide));
                    sides[(2 * l) + 1].Add((sum - median) / (high - median + LeastSide));
                }
            }

            if (sides[0].Count < LeastSums)
            {
                return null;
            }

            factors[k] =
            [
                .. sides.Select((side, i) =>
                    Math.Max(least, SamplePaths.At([.. side.Order()], (100 + levels[i / 2]) / 200))),
            ];
        }

        return new SumWidths(levels, factors);
    }

    /// <summary>The ends of an interval; unchanged if its level was not fitted.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="level">In percent.</param>
    /// <param name="sum">What sample paths say.</param>
    public (double Median, double Low, double High) Apply(
        int target, double level, (double Median, double Low, double High) sum)
    {
        int at = Levels.ToList().IndexOf(level);
        return at < 0 || double.IsNaN(sum.Low) ? sum : (
            sum.Median,
            Math.Max(0, sum.Median - (Factors[target][2 * at] * (sum.Median - sum.Low + LeastSide))),
            sum.Median + (Factors[target][(2 * at) + 1] * (sum.High - sum.Median + LeastSide)));
    }

    /// <summary>Whether there are as many numbers as a design needs.</summary>
    public bool Fits(int targets) =>
        Factors.Count == targets && Factors.All(f => f.Count == 2 * Levels.Count && f.All(double.IsFinite));
}
