using Carousel.Boosting;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Months or quarters far below those of other years, such as those of a closure: they are not a season that
/// returns. Forecasts read them as missing.</summary>
/// <remarks>One such month is kept, as are more than half a year, which may be a new level, and series whose
/// years differ much.</remarks>
internal static class Interruptions
{
    private const int LeastYears = 4, LeastSeason = 4, LeastRows = 2, Near = 4, FewestNear = 3;
    private const double DaysOfAYear = 365.25, LeastKnown = 0.8, Lowest = -5, ToDeviation = 1.4826, MostDeviation = 0.4,
        Deviations = 4;

    private static readonly double _most = Math.Log(0.4);

    /// <summary>The stretches of a column.</summary>
    /// <param name="values">The history; NaN where missing.</param>
    /// <param name="frequency">The distance of the rows; null if unknown.</param>
    public static IReadOnlyList<RowRange> Of(float[] values, Frequency? frequency)
    {
        int year = frequency is null ? 0 : (int)Math.Round(DaysOfAYear / frequency.Days);
        if (year is < LeastSeason or > 12 || values.Length < LeastYears * year || values.Any(v => v < 0))
        {
            return [];
        }

        double[] below = [.. values.Select((_, row) => Below(values, row, year))];
        double[] known = [.. below.Where(double.IsFinite)];
        if (known.Length < LeastKnown * values.Length)
        {
            return [];
        }

        double middle = Median.TakeFrom(known);
        double deviation = ToDeviation * Median.TakeFrom([.. known.Select(d => Math.Abs(d - middle))]);
        double most = deviation > MostDeviation ? Lowest : Math.Min(_most, -Deviations * deviation);
        var found = new List<RowRange>();
        for (int row = 0, end; row < below.Length; row = end + 1)
        {
            for (end = row; end < below.Length && below[end] < most; end++)
            {
            }

            if (2 * (end - row) > year)
            {
                return [];
            }

            if (end - row >= LeastRows)
            {
                found.Add(new RowRange(row, end));
            }
        }

        return found;
    }

    // The logarithm of the ratio to the median of the nearest years; NaN for too few of them.
    private static double Below(float[] values, int row, int year)
    {
        double[] near =
        [
            .. Enumerable.Range(0, ((values.Length - 1 - (row % year)) / year) + 1)
                .Select(y => (row % year) + (y * year)).Where(other => other != row && !float.IsNaN(values[other]))
                .OrderBy(other => Math.Abs(other - row)).Take(Near).Select(other => (double)values[other]),
        ];
        return near.Length < FewestNear || float.IsNaN(values[row]) || Median.TakeFrom(near) is not (> 0 and var usual)
            ? double.NaN
            : Math.Max(Lowest, Math.Log(values[row] / usual));
    }
}
