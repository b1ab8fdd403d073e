using Carousel.Boosting;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>Last values so low that their period, such as a month, may not be over.</summary>
internal static class LastPeriod
{
    private const int Fewest = 12, MostErrors = 100, MostLevel = 7;
    private const double MostShare = 0.6, Deviations = 4 * 1.4826;

    /// <summary>A sentence if at least half of the series end with such a value; null otherwise.</summary>
    /// <param name="set">The series.</param>
    public static string? Note(SeriesSet set)
    {
        if (set.IsLarge || set.Frequency is not { Days: >= 1 })
        {
            return null;
        }

        (Series Series, double Usual)[] low =
            [.. set.Series.Select(s => (s, Usual(s))).Where(found => found.Item2 > 0)];
        return low is not [var (one, usual), ..] || 2 * low.Length < set.Count ? null
            : $"The last value of {one.Id ?? one.Columns[0]} ({one.LabelAt(one.HistoryLength - 1)}: "
                + Invariant.Of($"{one[one.HistoryLength - 1, 0]:#,0.####}) is far below what the rows before imply ")
                + $"(about {FigureText.Number(usual)}). If the period is not over, leave the row out.";
    }

    // What the rows before the last one imply; 0 if it is not far below that.
    private static double Usual(Series series)
    {
        float[] values = series.ColumnArray(0)[..series.HistoryLength];
        int last = values.Length - 1;
        int season = ZeroShotForecaster.SeasonsOf(series.Frequency) is [var usual, ..]
            && last > usual + Fewest + MostLevel ? usual : 1;
        int level = Math.Min(season, MostLevel), first = season + level;
        if (last < Fewest + first || !(values[^1] >= 0)
            || values[..last].TakeLast(Fewest + (2 * season)).Any(v => v <= values[^1]))
        {
            return 0;
        }

        // The value a season before, in the proportion of the last values to those a season before them.
        double Sum(int end) => values[(end - level)..end].Sum();
        double Expected(int row) => values[row - season] * Sum(row) / Sum(row - season);
        double[] errors =
        [
            .. Enumerable.Range(first, last - first).Select(row => Math.Abs(values[row] - Expected(row)))
                .Where(double.IsFinite).TakeLast(MostErrors),
        ];
        double expected = Expected(last);
        return errors.Length >= Fewest && values[^1] < MostShare * expected && double.IsFinite(expected)
            && expected - values[^1] > Deviations * Median.TakeFrom(errors) ? expected : 0;
    }
}
