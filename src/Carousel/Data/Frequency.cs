using System.Globalization;

namespace Carousel.Data;

/// <summary>
/// The distance from one row of a series to the next: a unit, how many of them, and for months the day that is meant.
/// </summary>
/// <remarks>
/// Months have no fixed length, so a step is calendar arithmetic: after January 31 come February 28 and March 31,
/// because the
/// anchor day, 31, is kept and only clamped to the month's length.
/// </remarks>
public sealed record Frequency
{
    private static readonly string[] _unitNames =
        ["millisecond", "second", "minute", "hour", "day", "business day", "week", "month", "quarter", "year"];

    private static readonly string[] _adverbs =
        [
            "every millisecond", "every second", "every minute", "hourly", "daily", "business days", "weekly",
            "monthly", "quarterly", "yearly",
        ];

    private static readonly string[] _shortNames = ["ms", "s", "min", "h", "d"];

    /// <summary>A frequency of <paramref name="multiple"/> units.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="multiple">How many of them make a step, 1 or more.</param>
    /// <param name="anchorDay">For months, quarters and years: the day of the month that is meant, 29 … 31, or 0 for
    /// the day of the stamp.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Frequency(FrequencyUnit unit, int multiple = 1, int anchorDay = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(anchorDay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(anchorDay, 31);
        if (!Enum.IsDefined(unit))
        {
            throw new ArgumentOutOfRangeException(nameof(unit), unit, "The unit is not one of those named.");
        }

        (Unit, Multiple, AnchorDay) = (unit, multiple, anchorDay);
    }

    /// <summary>What is counted.</summary>
    public FrequencyUnit Unit { get; }

    /// <summary>How many units make a step.</summary>
    public int Multiple { get; }

    /// <summary>The day of the month that is meant where it is past the 28th, otherwise 0.</summary>
    public int AnchorDay { get; }

    /// <summary>Whether the rows were read as numbers of quarters or weeks, such as <c>2014-Q1</c>.</summary>
    internal bool IsNumbered { get; init; }

    /// <summary>The frequency in words: <c>hourly</c>, <c>every 30 minutes</c>.</summary>
    public string Name => Multiple == 1 ? _adverbs[(int)Unit] : $"every {Multiple} {_unitNames[(int)Unit]}s";

    /// <summary>The mean length of a step in days; a month is 30.436875 days, a business day 7/5.</summary>
    public double Days => Multiple * Unit switch
    {
        FrequencyUnit.BusinessDay => 7.0 / 5,
        FrequencyUnit.Month => 365.2425 / 12,
        FrequencyUnit.Quarter => 365.2425 / 4,
        FrequencyUnit.Year => 365.2425,
        _ => (double)TicksOfUnit(Unit) / TimeSpan.TicksPerDay,
    };

    /// <summary>The time stamp one step later.</summary>
    /// <param name="stamp">A stamp of the series.</param>
    /// <returns>The next stamp.</returns>
    /// <exception cref="DataFormatException">It lies past the year 9999.</exception>
    public DateTime Next(DateTime stamp) => Add(stamp, 1);

    /// <summary>The time stamp a number of steps later, or earlier where it is negative.</summary>
    /// <param name="stamp">A stamp of the series.</param>
    /// <param name="steps">How many steps.</param>
    /// <returns>The stamp.</returns>
    /// <exception cref="DataFormatException">The result is outside the years 1 … 9999.</exception>
    public DateTime Add(DateTime stamp, int steps)
    {
        try
        {
            return Move(stamp, steps);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            string end = steps > 0
                ? $"after {Format(stamp)} is past the year 9999, where the calendar ends"
                : $"before {Format(stamp)} is before the year 1, where the calendar begins";
            throw new DataFormatException(
                $"{Describe(Math.Abs(Math.Max(steps, -int.MaxValue)))} {end}. Correct the time stamp, or leave the row "
                + "out.", exception);
        }
    }

    /// <summary>The number of steps between two stamps.</summary>
    /// <param name="from">The earlier stamp.</param>
    /// <param name="to">The later stamp; an earlier one gives a negative number.</param>
    /// <returns>The number of steps, or null where <paramref name="to"/> is not on the grid that
    /// <paramref name="from"/> starts.</returns>
    public long? StepsBetween(DateTime from, DateTime to)
    {
        long ticks = TicksOfUnit(Unit);
        if (ticks > 0)
        {
            return Whole(to.Ticks - from.Ticks, ticks * Multiple);
        }

        if (from.TimeOfDay != to.TimeOfDay)
        {
            return null;
        }

        if (Unit == FrequencyUnit.BusinessDay)
        {
            if (IsWeekend(from) || IsWeekend(to))
            {
                return null;
            }

            return Whole(BusinessDayNumber(to) - BusinessDayNumber(from), Multiple);
        }

        return Whole(Months(from, to), (long)Multiple * MonthsOfUnit(Unit)) is { } steps
            && Add(from, (int)steps) == to ? steps : null;
    }

    /// <summary>A number of steps in words: <c>24 hours</c>, <c>400 days</c>, <c>12 × 30 minutes</c>.</summary>
    /// <param name="steps">How many steps.</param>
    /// <returns>The words.</returns>
    public string Describe(int steps)
    {
        string plural = steps == 1 && Multiple == 1 ? "" : "s";
        string count = steps.ToString("N0", CultureInfo.InvariantCulture);
        return $"{count} {(Multiple == 1 ? "" : $"× {Multiple} ")}{_unitNames[(int)Unit]}{plural}";
    }

    /// <summary>
    /// A stamp as text, as precise as the frequency is: <c>2001-06-30 23:00</c>, <c>2001-06-30</c>, <c>2001-06</c>,
    /// <c>2001</c>.
    /// </summary>
    /// <param name="stamp">The stamp.</param>
    /// <returns>The text, which sorts as time does.</returns>
    public string Format(DateTime stamp)
    {
        string format = Unit switch
        {
            FrequencyUnit.Millisecond => "yyyy-MM-dd HH:mm:ss.fff",
            FrequencyUnit.Second => "yyyy-MM-dd HH:mm:ss",
            FrequencyUnit.Minute or FrequencyUnit.Hour =>
                stamp.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss",
            _ when stamp.TimeOfDay != TimeSpan.Zero => "yyyy-MM-dd HH:mm",
            FrequencyUnit.Month or FrequencyUnit.Quarter when stamp.Day == 1 => "yyyy-MM",
            FrequencyUnit.Year when stamp is { Month: 1, Day: 1 } => "yyyy",
            _ => "yyyy-MM-dd",
        };
        return stamp.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A stamp as files of results write it: in numbers where it was read so.</summary>
    /// <param name="stamp">The stamp.</param>
    internal string Write(DateTime stamp) =>
        !IsNumbered || (Unit == FrequencyUnit.Week && stamp.DayOfWeek != DayOfWeek.Monday) ? Format(stamp)
        : Unit != FrequencyUnit.Week ? $"{stamp.Year}-Q{(stamp.Month + 2) / 3}"
        : $"{ISOWeek.GetYear(stamp)}-W{ISOWeek.GetWeekOfYear(stamp):00}";

    /// <summary>Finds the frequency of time stamps, which may have gaps.</summary>
    /// <param name="sorted">Stamps, strictly ascending.</param>
    /// <returns>The frequency, or null for fewer than two stamps or if no grid is filled to at least a
    /// quarter.</returns>
    public static Frequency? Find(ReadOnlySpan<DateTime> sorted) => FrequencyFinder.Find(sorted);

    /// <summary>Reads what <see cref="ToString"/> or <see cref="Name"/> wrote, and short forms.</summary>
    /// <param name="text">Such as <c>hourly</c>, <c>15min</c>, <c>30 minutes</c> or <c>1 month on day 31</c>.</param>
    /// <returns>The frequency.</returns>
    /// <exception cref="FormatException">The text is not a frequency.</exception>
    public static Frequency Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string rest = text.Trim();
        int anchor = 0;
        int on = rest.IndexOf(" on day ", StringComparison.Ordinal);
        if (on >= 0 && int.TryParse(rest.AsSpan(on + 8), NumberStyles.None, CultureInfo.InvariantCulture, out anchor))
        {
            rest = rest[..on];
        }

        rest = rest.StartsWith("every ", StringComparison.Ordinal) ? rest[6..] : rest;
        string unit = rest.TrimStart([.. "0123456789 "]), number = rest[..^unit.Length];
        int multiple = 1;
        int index = Array.FindIndex(_unitNames, n => unit == n || unit == n + "s");
        index = Math.Max(index, Math.Max(Array.IndexOf(_shortNames, unit), Array.IndexOf(_adverbs, rest)));
        return index >= 0 && anchor <= 31
            && (number.Length == 0 || int.TryParse(number, CultureInfo.InvariantCulture, out multiple))
            && multiple >= 1
            ? new Frequency((FrequencyUnit)index, multiple, anchor)
            : throw new FormatException(
                $"'{text}' is not a frequency. Write it as '1 hour', '30 minutes' or '1 month on day 31'.");
    }

    /// <summary>The frequency as text that <see cref="Parse"/> reads.</summary>
    /// <returns>Such as <c>1 hour</c>, <c>30 minutes</c> or <c>1 month on day 31</c>.</returns>
    public override string ToString() =>
        $"{Multiple} {_unitNames[(int)Unit]}{(Multiple == 1 ? "" : "s")}"
        + $"{(AnchorDay > 0 ? $" on day {AnchorDay}" : "")}";

    internal static bool IsWeekend(DateTime stamp) => stamp.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    internal static long Months(DateTime from, DateTime to) =>
        ((to.Year - from.Year) * 12L) + to.Month - from.Month;

    private static long? Whole(long distance, long step) => distance % step == 0 ? distance / step : null;

    private DateTime Move(DateTime stamp, int steps)
    {
        long count = (long)steps * Multiple;
        long ticks = TicksOfUnit(Unit);
        if (ticks > 0)
        {
            return stamp.AddTicks(checked(ticks * count));
        }

        if (Unit == FrequencyUnit.BusinessDay)
        {
            long day = BusinessDayNumber(stamp) + count;
            long week = day / 5;
            return new DateTime(checked(((week * 7) + (day - (week * 5))) * TimeSpan.TicksPerDay)) + stamp.TimeOfDay;
        }

        DateTime moved = stamp.AddMonths(checked((int)(count * MonthsOfUnit(Unit))));
        int wanted = AnchorDay > 0 ? AnchorDay : stamp.Day;
        int day0 = Math.Min(wanted, DateTime.DaysInMonth(moved.Year, moved.Month));
        return moved.AddDays(day0 - moved.Day);
    }

    internal static long TicksOfUnit(FrequencyUnit unit) => unit switch
    {
        FrequencyUnit.Millisecond => TimeSpan.TicksPerMillisecond,
        FrequencyUnit.Second => TimeSpan.TicksPerSecond,
        FrequencyUnit.Minute => TimeSpan.TicksPerMinute,
        FrequencyUnit.Hour => TimeSpan.TicksPerHour,
        FrequencyUnit.Day => TimeSpan.TicksPerDay,
        FrequencyUnit.Week => 7 * TimeSpan.TicksPerDay,
        _ => 0,
    };

    private static int MonthsOfUnit(FrequencyUnit unit) => unit switch
    {
        FrequencyUnit.Quarter => 3,
        FrequencyUnit.Year => 12,
        _ => 1,
    };

    // Counts Mondays to Fridays since 0001-01-01, which was a Monday; a weekend counts as its Friday.
    private static long BusinessDayNumber(DateTime stamp)
    {
        long day = stamp.Ticks / TimeSpan.TicksPerDay;
        return (day / 7 * 5) + Math.Min(day % 7, 4);
    }
}
