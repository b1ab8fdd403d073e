using System.Numerics;
using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Splits series in time for a forecast, and says in a sentence where they are too short for it.</summary>
internal static class ForecastSplit
{
    /// <summary>Share of the rows that only measure the result; half as many validate.</summary>
    private const double TestShare = 0.155;

    /// <summary>With this many years before the test set, the validation set is a whole year.</summary>
    private const int EnoughYears = 4;

    private const int FewHorizons = 3;

    /// <summary>The look-back in rows with which the default horizon must fit; at most the horizon.</summary>
    private const int UsualLookback = 12;

    /// <summary>Training windows below which nothing can be learnt.</summary>
    public const int LeastTrainingWindows = 8;

    /// <summary>Origins of the test set if a horizon is shorter than a day.</summary>
    private const int MostOrigins = 60;

    private const int MostValidationWindows = 256;

    /// <summary>For many series, the windows per series, so that each is represented, up to a common limit.</summary>
    private const int WindowsOfASeries = 4;

    private const int MostOfManySeries = 2048;

    /// <summary>Rows of the test set that suit a length.</summary>
    public static int TestRows(int length, int horizon) => WholeHorizons(TestShare * length, horizon);

    /// <summary>The horizon that was asked for; else the usual one, or the longest below it that the rows suffice
    /// for.</summary>
    public static int Horizon(SeriesSet set, ForecastOptions options)
    {
        int length = set.Series.Max(s => s.HistoryLength);
        int horizon = options.Horizon ?? ForecastDefaults.Horizon(set.Frequency, length);
        while (options.Horizon is null && horizon > 1 && !(options.TestRows < horizon)
            && RowsNeeded(options, set.Frequency, horizon, Math.Min(horizon, UsualLookback)) > length)
        {
            horizon--;
        }

        return horizon;
    }

    public static TemporalSplit Make(SeriesSet set, ForecastOptions options)
    {
        (int horizon, int length) = (Horizon(set, options), set.Series.Max(s => s.HistoryLength));
        int test = options.TestRows ?? TestRows(length, horizon);
        int validation = options.ValidationRows
            ?? ValidationRows(set.Frequency, horizon, length - test, test);
        if (test < horizon)
        {
            throw options.Wrong($"{{TestRows}} must be at least the horizon, {horizon}, but is {test}.");
        }

        SeriesRequirements.RequireRows(set, horizon, h => RowsNeeded(options, set.Frequency, h, 1));
        return TemporalSplit.ByCounts(set, Math.Max(validation, horizon), test);
    }

    /// <summary>Something must count.</summary>
    public static void RequireWeights(TemporalSplit split, ForecastOptions options)
    {
        bool counts = split.Set.Series.Where((s, i) =>
            Enumerable.Range(split.Train.Rows[i].Start, split.Train.Rows[i].Length).Any(r => s.WeightAt(r) > 0)).Any();
        if (!counts)
        {
            throw options.Wrong("{Weight} is 0 in every row to train on, so there is nothing to learn from.");
        }
    }

    /// <summary>What counts weeks needs them.</summary>
    public static void RequireClock(SeriesSet set, ForecastOptions options)
    {
        if (options.Refit is { } weeks)
        {
            RefittingBacktest.RowsOf(set, weeks);
        }
    }

    /// <summary>A target that never changes in the rows to train on has nothing to learn from, and no scale.</summary>
    public static void RequireVariation(TemporalSplit split)
    {
        SeriesRequirements.RequireVariation(split.Set);
        for (int k = 0; k < split.Set.Roles.Targets.Count; k++)
        {
            (float lowest, float highest) = RangeOf(split.Train.EachOf(k));
            string name = split.Set.Roles.Targets[k];
            if (float.IsNaN(lowest))
            {
                throw new DataFormatException(
                    $"{split.Set.Name}: column '{name}' has no value in the training rows. Add earlier values.");
            }

            if (lowest == highest)
            {
                throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                    $"{split.Set.Name}: column '{name}' is {lowest} in every training row, so there is nothing to "
                    + $"learn. Add earlier rows in which it changes, or name another column with {{Targets}}.");
            }
        }
    }

    /// <summary>The lowest and the highest known value; NaN where none is known.</summary>
    private static (float Lowest, float Highest) RangeOf(IEnumerable<ReadOnlyMemory<float>> values)
    {
        (float lowest, float highest) = (float.NaN, float.NaN);
        foreach (ReadOnlyMemory<float> some in values)
        {
            foreach (float value in some.Span)
            {
                lowest = value >= lowest || float.IsNaN(value) ? lowest : value;
                highest = value <= highest || float.IsNaN(value) ? highest : value;
            }
        }

        return (lowest, highest);
    }

    public static void RequireWindows(SeriesSet set, TemporalSplit split, int lookback, int horizon)
    {
        if (split.Train.Windows(lookback, horizon).Count < LeastTrainingWindows)
        {
            throw OptionTable.Of(typeof(ForecastOptions)).Unfit(
                $"{set.Name}: a look-back of {lookback} and a horizon of {horizon} rows leave fewer "
                + $"than {LeastTrainingWindows} windows to train on. Pass a shorter {{Lookback}} or {{Horizon}}.");
        }
    }

    /// <summary>Every origin of the validation rows, thinned out where there are many.</summary>
    public static Window[] ValidationWindows(TemporalSplit split, ForecastDesign design) =>
        split.Validation.Windows(design.Lookback, design.Horizon).Thinned(
            Math.Clamp(WindowsOfASeries * split.Set.Count, MostValidationWindows, MostOfManySeries));

    /// <summary>
    /// A day for series with steps of less than a day, or less for a shorter horizon: then origins are at all times of
    /// the day. Else a season or a horizon; shorter if there would be fewer than ten origins.
    /// </summary>
    public static int DefaultStride(Frequency? frequency, int season, int horizon, int testRows)
    {
        double perDay = frequency is null ? 0 : 1 / frequency.Days;
        if (perDay > 1.5)
        {
            int day = (int)(perDay + 0.5);
            int step = Math.Max(horizon, testRows / MostOrigins);
            while (step < day && BigInteger.GreatestCommonDivisor(step, day) > 1)
            {
                step++;
            }

            return horizon < day ? Math.Min(step, day) : day;
        }

        int stride = season > 1 ? Math.Min(season, horizon) : horizon;
        while (stride > 1 && ((testRows - horizon) / stride) + 1 < 10)
        {
            stride /= 2;
        }

        return stride;
    }

    /// <summary>
    /// Half of the test part, but a whole year where there are enough of them, and a few horizons where a quarter of
    /// the rows has them: a choice, and the width of an interval, should not be those of one season or one window.
    /// </summary>
    private static int ValidationRows(Frequency? frequency, int horizon, int rows, int test)
    {
        int year = frequency is not null && SeasonFinder.Year(frequency) is { } found ? found : rows;
        double wanted = Math.Max(test / 2.0, Math.Min(FewHorizons * horizon, rows / 4.0));
        return WholeHorizons(rows >= EnoughYears * year ? Math.Max(wanted, year) : wanted, horizon);
    }

    private static int WholeHorizons(double rows, int horizon) => Math.Max(1, (int)((rows / horizon) + 0.5)) * horizon;

    /// <summary>The smallest number of rows that a horizon fits in, with a look-back where none is asked for.</summary>
    private static int RowsNeeded(ForecastOptions options, Frequency? frequency, int horizon, int lookback)
    {
        int rows = 3 * horizon;
        while (!Fits(options, frequency, horizon, options.Lookback ?? lookback, rows))
        {
            rows++;
        }

        return rows;
    }

    private static bool Fits(ForecastOptions options, Frequency? frequency, int horizon, int lookback, int length)
    {
        int test = options.TestRows ?? TestRows(length, horizon);
        int validation = Math.Max(
            options.ValidationRows ?? ValidationRows(frequency, horizon, length - test, test), horizon);
        int train = Math.Max(lookback, 1) + horizon + LeastTrainingWindows - 1;
        return test >= horizon && train + validation + test <= length;
    }
}
