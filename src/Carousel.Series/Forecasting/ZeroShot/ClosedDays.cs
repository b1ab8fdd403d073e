using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// Rare zeros of a series that is otherwise well above 0, such as a shop on public holidays: they are missing in its
/// past, and forecast where a year before is one of them. Next to a weekday that is nearly always 0, and is forecast as
/// 0, they are replaced by the value of a week before.
/// </summary>
internal sealed class ClosedDays
{
    private const double MostZeros = 0.05, LowShare = 0.02, LowPart = 0.2, LeastPart = 1 / 3.0, LeastRepeated = 0.5;
    private const int LeastPairs = 2, LeastRows = 30, LeastLeft = 8, LeastWeeks = 4, MostAtEnd = 2;

    private readonly HashSet<DateTime> _zeros;
    private readonly DayOfWeek[] _always;
    private readonly Series _series;
    private readonly int _origin;

    private ClosedDays(Series series, int origin, HashSet<DateTime> zeros, DayOfWeek[] always) =>
        (_series, _origin, _zeros, _always) = (series, origin, zeros, always);

    /// <summary>A set whose zeros of closed days are missing, with a note; with a calendar of special days those of
    /// its days.</summary>
    /// <param name="events">The calendar; null for none.</param>
    /// <param name="set">The series.</param>
    /// <returns>The set itself where it has no such zeros, or is too large to be looked through.</returns>
    public static SeriesSet Mask(EventCalendar? events, SeriesSet set)
    {
        if (events is not null || set.IsLarge)
        {
            return events?.Mask(set) ?? set;
        }

        (Series Open, int Zeros)[] made = [.. set.Series.Select(s => Without(s, set))];
        int zeros = made.Sum(m => m.Zeros);
        return zeros == 0 ? set : set.With(
            [.. made.Select(m => m.Open)],
            [
                .. set.Notes,
                $"{FigureText.Counted(zeros, "rare zero")} of otherwise large values, as on days on which a shop is "
                + "closed: read as missing.",
            ]);
    }

    /// <summary>The same of a set that is divided.</summary>
    /// <param name="events">The calendar; null for none.</param>
    /// <param name="split">The parts.</param>
    public static TemporalSplit Mask(EventCalendar? events, TemporalSplit split) =>
        split.On(Mask(events, split.Set));

    private static (Series Open, int Zeros) Without(Series series, SeriesSet set)
    {
        float[][]? values = null;
        int zeros = 0;
        for (int k = 0; k < set.Roles.Targets.Count; k++)
        {
            // A zero of moved values does not mean a zero in the data.
            int[] rows = set.Offsets?.ContainsKey(series.Columns[k]) == true ? []
                : Find(series, 0, series.Column(k)[..series.HistoryLength].ToArray()).Rows;
            zeros += rows.Length;
            foreach (int row in rows)
            {
                values ??= FarValues.Copy(series);
                values[k][row] = float.NaN;
            }
        }

        return (values is null ? series : ClosedTimes.WithValues(series, values), zeros);
    }

    /// <summary>Takes the zeros of closed days out of the past of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The row after the past.</param>
    /// <param name="past">The last rows before the origin; zeros of closed days are replaced.</param>
    /// <returns>The closed days; null where the series has none.</returns>
    public static ClosedDays? TakeFrom(Series series, int origin, Span<float> past)
    {
        int first = origin - past.Length, week = EventCalendar.WeekOf(series.Frequency);
        (int[] rows, DayOfWeek[] always) = Find(series, first, past.ToArray());
        foreach (int t in rows)
        {
            // The value before a missing one may be a regular zero.
            past[t] = always.Length > 0 && t >= week ? past[t - week] : float.NaN;
        }

        HashSet<DateTime> days = [.. rows.Select(t => series.TimeAt(first + t)).OfType<DateTime>()];
        DateTime[] later =
        [
            .. days.Where(day => day.AddYears(-1) is var before && before >= series.TimeAt(first)
                && !always.Contains(before.DayOfWeek)),
        ];
        bool areYearly = later.Length >= LeastPairs
            && later.Count(day => days.Contains(day.AddYears(-1))) >= LeastRepeated * later.Length;
        return areYearly || always.Length > 0 ? new ClosedDays(series, origin, areYearly ? days : [], always) : null;
    }

    // The zeros of closed days, and the weekdays that are always closed next to them; none of both elsewhere.
    private static (int[] Rows, DayOfWeek[] Always) Find(Series series, int first, float[] values)
    {
        if (!values.Contains(0f))
        {
            return ([], []);
        }

        int known = values.Length - values.Count(float.NaN);
        DayOfWeek[] always = values.Count(0f) > MostZeros * known ? RegularZeros(series, first, values) : [];
        int[] open =
        [
            .. Enumerable.Range(0, values.Length)
                .Where(t => always.Length == 0 || !always.Contains(series.TimeAt(first + t)!.Value.DayOfWeek)),
        ];
        int[] zeros = [.. open.Where(t => values[t] == 0)];
        float[] above = [.. open.Select(t => values[t]).Where(v => v > 0).Order()];
        known = open.Count(t => !float.IsNaN(values[t]));
        if (open.Reverse().TakeWhile(t => values[t] == 0).Count() > (always.Length == 0 ? 0 : MostAtEnd)
            || HasTooFew(values) || above.Length < LeastRows
            || zeros.Length > MostZeros * known || above.Length + zeros.Length < known)
        {
            return ([], []);
        }

        // In counts of slow sales the least value is common, and 0 is the next one below it.
        float low = above[(int)(LowShare * above.Length)], middle = above[above.Length / 2];
        return low < LowPart * middle || (low == above[0] && low <= LeastPart * middle) ? ([], []) : (zeros, always);
    }

    // Weekdays on which daily rows are nearly always 0; none of other rows.
    private static DayOfWeek[] RegularZeros(Series series, int first, float[] values) =>
        !series.HasTimes || EventCalendar.WeekOf(series.Frequency) is not (5 or 7) ? [] :
    [
        .. Enumerable.Range(0, values.Length).Where(t => !float.IsNaN(values[t]))
            .GroupBy(t => series.TimeAt(first + t)!.Value.DayOfWeek, t => values[t])
            .Where(day => day.Count() >= LeastWeeks && day.Count(v => v != 0) <= MostZeros * day.Count())
            .Select(day => day.Key),
    ];

    // Whether too few values would be left among those that the network reads.
    private static bool HasTooFew(ReadOnlySpan<float> past)
    {
        past = past[Math.Max(0, past.Length - ZeroShotShape.MostPast)..];
        return past.Length - past.Count(float.NaN) - past.Count(0f) < LeastLeft;
    }

    /// <summary>Whether a step ahead is closed.</summary>
    /// <param name="step">0 for the first.</param>
    public bool Has(int step) => _series.TimeAt(_origin + step) is { } time
        && (_always.Contains(time.DayOfWeek) || _zeros.Contains(time.AddYears(-1)));
}
