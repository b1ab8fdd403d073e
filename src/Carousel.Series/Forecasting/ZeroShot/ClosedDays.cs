using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Rare zeros of a series that is otherwise well above 0, such as a shop on public holidays: they are missing in its
/// past, and forecast where a year before is one of them. Next to a weekday that is nearly always 0, and is forecast as
/// 0, they are replaced by the value of a week before.
/// </summary>
internal sealed class ClosedDays
{
    private const double MostZeros = 0.05, LowShare = 0.02, LowPart = 0.2, LeastRepeated = 0.5;
    private const int LeastPairs = 2, LeastRows = 30, LeastLeft = 8, LeastWeeks = 4, MostAtEnd = 2;

    private readonly HashSet<DateTime> _zeros;
    private readonly DayOfWeek[] _always;
    private readonly Series _series;
    private readonly int _origin;

    private ClosedDays(Series series, int origin, HashSet<DateTime> zeros, DayOfWeek[] always) =>
        (_series, _origin, _zeros, _always) = (series, origin, zeros, always);

    /// <summary>Takes the zeros of closed days out of the past of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The row after the past.</param>
    /// <param name="past">The last rows before the origin; zeros of closed days are replaced.</param>
    /// <returns>The closed days; null where the series has none.</returns>
    public static ClosedDays? TakeFrom(Series series, int origin, Span<float> past)
    {
        int first = origin - past.Length, week = EventCalendar.WeekOf(series.Frequency);
        (int[] rows, DayOfWeek[] always) = Find(series, first, past.ToArray());
        int end = past.TrimEnd(0f).Length;
        if (rows.Length == 0 || HasTooFew(past) || rows.Count(t => t >= end) > (always.Length == 0 ? 0 : MostAtEnd))
        {
            return null;
        }

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

    /// <summary>The weekdays that are always closed where the zeros of other days are missing.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The row after the past.</param>
    /// <param name="past">The last rows before the origin; missing ones of other days are replaced.</param>
    /// <param name="always">The weekdays.</param>
    /// <returns>Null if there is no such weekday.</returns>
    public static ClosedDays? Of(Series series, int origin, Span<float> past, IReadOnlyList<DayOfWeek> always)
    {
        if (always.Count == 0)
        {
            return null;
        }

        int week = EventCalendar.WeekOf(series.Frequency);
        for (int t = week; t < past.Length; t++)
        {
            if (float.IsNaN(past[t]) && !always.Contains(series.Times[origin - past.Length + t].DayOfWeek))
            {
                past[t] = past[t - week];
            }
        }

        return new ClosedDays(series, origin, [], [.. always]);
    }

    /// <summary>Finds zeros that are rare on the weekdays on which a series is open, far below its values.</summary>
    /// <param name="series">The series.</param>
    /// <param name="first">The row of the first value.</param>
    /// <param name="values">The values.</param>
    /// <returns>Their places, and the weekdays that are nearly always 0; none of both without such zeros.</returns>
    public static (int[] Rows, DayOfWeek[] Always) Find(Series series, int first, float[] values)
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
        return above.Length < LeastRows || zeros.Length > MostZeros * known || above.Length + zeros.Length < known
            || above[(int)(LowShare * above.Length)] < LowPart * above[above.Length / 2]
            ? ([], [])
            : (zeros, always);
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
