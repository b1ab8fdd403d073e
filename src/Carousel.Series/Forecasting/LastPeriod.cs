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
        if (low.Length == 0 || 2 * low.Length < set.Count)
        {
            return null;
        }

        (Series one, double usual) = low[0];
        string of = one.Id is { } id ? $" of '{id}'" : "";
        return $"The last value of {one.Columns[0]}{of} ({one.LabelAt(one.HistoryLength - 1)}: "
            + Invariant.Of($"{one[one.HistoryLength - 1, 0]:#,0.####}) is far below what the rows before imply (about ")
            + $"{FigureText.Number(usual)}). If the period is not over, leave the row out.";
    }

    // What the rows before the last one imply; 0 where that has no such value.
    private static double Usual(Series series)
    {
        float[] values = series.Column(0)[..series.HistoryLength].ToArray();
        int last = values.Length - 1;
        int season = ZeroShotForecaster.SeasonsOf(series.Frequency) is [var usual, ..]
            && values.Length > usual + Fewest + MostLevel ? usual : 1;
        int level = Math.Min(season, MostLevel);
        if (last < Fewest + season + level || !(values[^1] >= 0)
            || values[Math.Max(0, last - Math.Max(2 * season, Fewest))..last].Any(v => v <= values[^1]))
        {
            return 0;
        }

        // The value a season before, in the proportion of the last values to those a season before them.
        double Expected(int row)
        {
            (double now, double before) = (0, 0);
            for (int r = row - level; r < row; r++)
            {
                (now, before) = (now + values[r], before + values[r - season]);
            }

            return values[row - season] * (before > 0 ? now / before : 1);
        }

        double[] errors =
        [
            .. Enumerable.Range(season + level, last - season - level).TakeLast(MostErrors)
                .Select(row => Math.Abs(values[row] - Expected(row))).Where(double.IsFinite),
        ];
        double expected = Expected(last);
        return errors.Length >= Fewest && values[^1] < MostShare * expected
            && expected - values[^1] > Deviations * Median.TakeFrom(errors) ? expected : 0;
    }
}
