using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Data;

/// <summary>
/// The clock on which the time stamps of a series are, where they name one: other offsets are converted to it.
/// </summary>
/// <param name="Offset">How far it is ahead of UTC.</param>
internal sealed partial record StampClock(TimeSpan Offset)
{
    /// <summary>The largest difference of a clock from UTC, in minutes.</summary>
    public const int MostMinutes = 18 * 60;

    /// <summary>The most that clocks are moved for the summer.</summary>
    private static readonly TimeSpan _mostShift = TimeSpan.FromHours(2);

    /// <summary>
    /// The time of day at which days begin; null where rows are not whole days apart. A change to summer time moves no
    /// day.
    /// </summary>
    public TimeSpan? DayStart { get; init; }

    /// <summary>The offset of the last row, as it was written; null where stamps are written without.</summary>
    public TimeSpan? Written { get; init; }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">Such as <c>+02:00</c>; null for no clock.</param>
    /// <returns>The clock; null if the text is not an offset.</returns>
    public static StampClock? Parse(string? text)
    {
        Match match = Text().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var length = new TimeSpan(Number(match.Groups[2]), Number(match.Groups[3]), 0);
        var start = new TimeSpan(Number(match.Groups[4]), Number(match.Groups[5]), Number(match.Groups[6]));
        return length.TotalMinutes > MostMinutes || start >= TimeSpan.FromDays(1) ? null
            : new StampClock(match.Groups[1].Value == "-" ? -length : length)
            {
                DayStart = match.Groups[4].Success ? start : null,
            };
    }

    /// <summary>The text of an offset after a time stamp: <c>+02:00</c>.</summary>
    public static string TextOf(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    /// <summary>A point of time on this clock.</summary>
    /// <param name="local">The time that a clock shows.</param>
    /// <param name="offset">How far that clock is ahead of UTC.</param>
    public DateTime TimeOf(DateTime local, TimeSpan offset)
    {
        long ticks = local.Ticks - offset.Ticks + Offset.Ticks;
        ticks -= IsDay(local, offset) ? AfterDayStart(ticks) : 0;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks));
    }

    /// <summary>
    /// Whether a point of time is the beginning of a day, on the clock that shows it or, except for a change to summer
    /// time, on this clock. False where rows are not whole days apart.
    /// </summary>
    /// <param name="local">The time that a clock shows.</param>
    /// <param name="offset">How far that clock is ahead of UTC.</param>
    public bool IsDay(DateTime local, TimeSpan offset) => DayStart is { } start && (local.TimeOfDay == start
        || (offset != Offset
            && Math.Abs(AfterDayStart(local.Ticks - offset.Ticks + Offset.Ticks)) <= _mostShift.Ticks));

    // How long after the nearest beginning of a day, less than 0 before it.
    private long AfterDayStart(long ticks)
    {
        const long Half = TimeSpan.TicksPerDay / 2;
        long rest = (ticks + Half - DayStart!.Value.Ticks) % TimeSpan.TicksPerDay;
        return (rest < 0 ? rest + TimeSpan.TicksPerDay : rest) - Half;
    }

    /// <summary>The text of a time of this clock, with the offset of the last row.</summary>
    /// <param name="time">On this clock.</param>
    /// <param name="frequency">How precise times are; null for seconds.</param>
    public string Format(DateTime time, Frequency? frequency)
    {
        frequency ??= new Frequency(FrequencyUnit.Second);
        if (Written is not { } written)
        {
            return frequency.Format(time);
        }

        long ticks = time.Ticks + (DayStart is null ? written.Ticks - Offset.Ticks : 0);
        var clock = frequency.Unit < FrequencyUnit.Hour ? frequency : new Frequency(FrequencyUnit.Hour);
        return clock.Format(new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks))) + TextOf(written);
    }

    /// <summary>The clock as text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => TextOf(Offset)
        + (DayStart is { } start ? $" days from {start.ToString("c", CultureInfo.InvariantCulture)}" : "");

    private static int Number(Group digits) =>
        digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^([+-])(\d{2}):(\d{2})(?: days from (\d{2}):(\d{2}):(\d{2}))?$")]
    private static partial Regex Text();
}
