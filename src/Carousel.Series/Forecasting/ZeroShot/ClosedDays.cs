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
    private readonly IReadOnlyList<DayOfWeek> _always;
    private readonly Series _series;
    private readonly int _origin;

    private ClosedDays(Series series, int origin, HashSet<DateTime> zeros, IReadOnlyList<DayOfWeek> always) =>
        (_series, _origin, _zeros, _always) = (series, origin, zeros, always);

    /// <summary>Takes the zeros of closed days out of the past of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The row after the past.</param>
    /// <param name="past">The last rows before the origin; zeros of closed days are replaced.</param>
    /// <returns>The closed days; null where the series has none.</returns>
    public static ClosedDays? TakeFrom(Series series, int origin, Span<float> past)
    {
        int first = origin - past.Length, known = past.Length - past.Count(float.NaN),
            week = EventCalendar.WeekOf(series.Frequency);
        IReadOnlyList<DayOfWeek> always = past.Count(0f) > MostZeros * known
            ? RegularZeros(series, first, past)
            : [];
        bool IsOpen(DateTime? time) => time is null || !always.Contains(time.Value.DayOfWeek);
        float[] open = [.. past.ToArray().Where((_, t) => always.Count == 0 || IsOpen(series.TimeAt(first + t)))],
            above = [.. open.Where(v => v > 0).Order()];
        int zeros = open.Count(0f);
        known = open.Length - open.Count(float.NaN);
        if (zeros == 0 || open.Length - open.AsSpan().TrimEnd(0f).Length > (always.Count == 0 ? 0 : MostAtEnd)
            || HasTooFew(past) || above.Length < LeastRows
            || zeros > MostZeros * known || above.Length + zeros < known
            || above[(int)(LowShare * above.Length)] < LowPart * above[above.Length / 2])
        {
            return null;
        }

        var days = new HashSet<DateTime>();
        for (int t = 0; t < past.Length; t++)
        {
            DateTime? time = past[t] == 0 ? series.TimeAt(first + t) : null;
            if (past[t] == 0 && IsOpen(time))
            {
                // The value before a missing one may be a regular zero.
                past[t] = always.Count > 0 && t >= week ? past[t - week] : float.NaN;
                if (time is { } day)
                {
                    days.Add(day);
                }
            }
        }

        DateTime[] later =
            [.. days.Where(day => day.AddYears(-1) is var before && before >= series.TimeAt(first) && IsOpen(before))];
        bool areYearly = later.Length >= LeastPairs
            && later.Count(day => days.Contains(day.AddYears(-1))) >= LeastRepeated * later.Length;
        return areYearly || always.Count > 0 ? new ClosedDays(series, origin, areYearly ? days : [], always) : null;
    }

    /// <summary>Weekdays on which the rows of a series are nearly always 0.</summary>
    /// <param name="series">The series; none where its rows are not days.</param>
    /// <param name="first">The row of the first value.</param>
    /// <param name="values">The values.</param>
    private static DayOfWeek[] RegularZeros(Series series, int first, ReadOnlySpan<float> values)
    {
        if (EventCalendar.WeekOf(series.Frequency) is not (5 or 7))
        {
            return [];
        }

        (int Known, int Zeros)[] days = new (int, int)[7];
        for (int t = 0; t < values.Length; t++)
        {
            if (series.TimeAt(first + t) is { } time && !float.IsNaN(values[t]))
            {
                (int known, int zeros) = days[(int)time.DayOfWeek];
                days[(int)time.DayOfWeek] = (known + 1, zeros + (values[t] == 0 ? 1 : 0));
            }
        }

        return
        [
            .. Enum.GetValues<DayOfWeek>().Where(d => days[(int)d] is { Known: >= LeastWeeks } day
                && day.Known - day.Zeros <= MostZeros * day.Known),
        ];
    }

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
