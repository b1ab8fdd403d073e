namespace Carousel.Data;

/// <summary>The day of a holiday in any year.</summary>
/// <param name="Kind">How it follows from the year.</param>
/// <param name="Month">The month, where it has one.</param>
/// <param name="Number">The day of the month, which one of the weekdays (−1 for the last), or days after
/// Easter.</param>
/// <param name="Weekday">The weekday, where it has one.</param>
internal readonly record struct HolidayDay(
    HolidayDayKind Kind, int Month = 0, int Number = 0, DayOfWeek Weekday = DayOfWeek.Sunday)
{
    // The equinoxes in Japan, 1980 to 2099: first day, and the part of a day that a year of 365 days leaves.
    private const double MarchDay = 20.8431, SeptemberDay = 23.2488, YearRest = 0.242194;
    private const int EquinoxEpoch = 1980;

    /// <summary>The date in a year.</summary>
    /// <param name="year">The year.</param>
    public DateOnly In(int year) => Kind switch
    {
        HolidayDayKind.Fixed => new DateOnly(year, Month, Number),
        HolidayDayKind.Weekday when Number > 0 => From(new DateOnly(year, Month, 1)).AddDays(7 * (Number - 1)),
        HolidayDayKind.Weekday =>
            From(new DateOnly(year, Month, DateTime.DaysInMonth(year, Month)).AddDays(-6)).AddDays(7 * (Number + 1)),
        HolidayDayKind.WeekdayFrom => From(new DateOnly(year, Month, Number)),
        HolidayDayKind.Easter => Easter.Of(year).AddDays(Number),
        HolidayDayKind.MarchEquinox => new DateOnly(year, 3, Equinox(year, MarchDay)),
        _ => new DateOnly(year, 9, Equinox(year, SeptemberDay)),
    };

    /// <summary>The first of the weekday on a day or after it.</summary>
    private DateOnly From(DateOnly day) => day.AddDays(((int)Weekday - (int)day.DayOfWeek + 7) % 7);

    private static int Equinox(int year, double first)
    {
        int years = year - EquinoxEpoch;
        return (int)(first + (YearRest * years) - Math.Floor(years / 4.0));
    }
}
