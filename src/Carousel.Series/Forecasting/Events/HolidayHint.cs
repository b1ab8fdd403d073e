using Carousel.Boosting;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Whether the unusual days of series are the public holidays of a country that the user did not name.
/// </summary>
internal static class HolidayHint
{
    private const int MostSeries = 100;

    /// <summary>The least number of unusual days that must be holidays, in addition to the least share.</summary>
    private const int LeastDays = 3;
    private const double LeastShare = 0.4;

    /// <summary>A day is compared with the same day of this many weeks before and after it.</summary>
    private const int Weeks = 8;

    /// <summary>A day is unusual beyond this many median deviations of its weekday and beyond a share of a median
    /// day.</summary>
    private const int Deviations = 6;
    private const double LeastChange = 0.1;

    /// <summary>What to pass; null where days are special already, or no country's holidays are unusual.</summary>
    /// <param name="split">The series and the rows to learn from.</param>
    /// <param name="design">Whether days are special already.</param>
    public static string? Of(TemporalSplit split, ForecastDesign design)
    {
        if (design.Events is not null || EventCalendar.WeekOf(split.Set.Frequency) == 0)
        {
            return null;
        }

        Dictionary<DateOnly, (int Unusual, int All)> days = [];
        int stride = Math.Max(1, (split.Set.Count + MostSeries - 1) / MostSeries);
        for (int s = 0; s < split.Set.Count; s += stride)
        {
            AddDays(split.Set[s], split.Train.Rows[s], days);
        }

        HashSet<DateOnly> unusual = [.. days.Where(d => 2 * d.Value.Unusual > d.Value.All).Select(d => d.Key)];
        if (unusual.Count < LeastDays)
        {
            return null;
        }

        (int first, int last) = (days.Keys.Min().Year, days.Keys.Max().Year);
        (CountryHolidays country, int hits, _) = HolidayTables.All
            .Select(one =>
            {
                SortedDictionary<DateOnly, string> own = one.Between(first, last);
                return (Country: one, Hits: own.Keys.Count(unusual.Contains), All: own.Keys.Count(days.ContainsKey));
            })
            .OrderByDescending(c => c.Hits).ThenBy(c => c.All).First();
        return hits < LeastDays || hits < LeastShare * unusual.Count ? null
            : $"On {hits} of {unusual.Count} unusual days there is a public holiday of {country.Country}: pass "
                + $"--holidays {country.Code} to forecast such days.";
    }

    private static void AddDays(
        Series series, RowRange rows, Dictionary<DateOnly, (int Unusual, int All)> days)
    {
        (DateOnly Day, double Mean)[] means = Means(series, rows);
        var places = means.Select((m, i) => (m.Day, i)).ToDictionary(p => p.Day, p => p.i);
        double[] left =
        [
            .. means.Select(m => m.Mean - MedianOf(
                Enumerable.Range(-Weeks, (2 * Weeks) + 1).Where(w => w != 0).Select(w => m.Day.AddDays(7 * w))
                    .Where(places.ContainsKey).Select(day => means[places[day]].Mean))),
        ];
        double least = LeastChange * MedianOf(means.Select(m => Math.Abs(m.Mean)));
        var usual = means.Select((m, i) => (m.Day.DayOfWeek, Left: Math.Abs(left[i]))).GroupBy(d => d.DayOfWeek)
            .ToDictionary(
                d => d.Key,
                d => Math.Max(least, Deviations * MedianOf(d.Select(one => one.Left).Where(double.IsFinite))));
        for (int i = 0; i < means.Length; i++)
        {
            if (double.IsFinite(left[i]))
            {
                (int unusual, int all) = days.GetValueOrDefault(means[i].Day);
                days[means[i].Day] = (unusual + (Math.Abs(left[i]) > usual[means[i].Day.DayOfWeek] ? 1 : 0), all + 1);
            }
        }
    }

    /// <summary>The mean of the known rows of each day.</summary>
    private static (DateOnly Day, double Mean)[] Means(Series series, RowRange rows) =>
    [
        .. Enumerable.Range(rows.Start, rows.Length).Where(r => !float.IsNaN(series[r, 0]))
            .GroupBy(r => DateOnly.FromDateTime(series.Times[r]))
            .Select(day => (day.Key, day.Average(r => (double)series[r, 0]))),
    ];

    private static double MedianOf(IEnumerable<double> values) =>
        values.ToArray() is { Length: > 0 } some ? Median.TakeFrom(some) : double.NaN;
}
