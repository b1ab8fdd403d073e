namespace Carousel.Data;

/// <summary>The countries whose public holidays are known by rule.</summary>
/// <remarks>The laws that the rules follow are named in docs/how-to/holidays-and-special-days.md.</remarks>
internal static partial class HolidayTables
{
    private static readonly HolidayRule _newYear = new("New Year's Day", Fixed(1, 1));
    private static readonly HolidayRule _epiphany = new("Epiphany", Fixed(1, 6));
    private static readonly HolidayRule _goodFriday = new("Good Friday", FromEaster(-2));
    private static readonly HolidayRule _easterSunday = new("Easter Sunday", FromEaster(0));
    private static readonly HolidayRule _easterMonday = new("Easter Monday", FromEaster(1));
    private static readonly HolidayRule _labourDay = new("Labour Day", Fixed(5, 1));
    private static readonly HolidayRule _ascension = new("Ascension Day", FromEaster(39));
    private static readonly HolidayRule _whitSunday = new("Whit Sunday", FromEaster(49));
    private static readonly HolidayRule _whitMonday = new("Whit Monday", FromEaster(50));
    private static readonly HolidayRule _corpusChristi = new("Corpus Christi", FromEaster(60));
    private static readonly HolidayRule _assumption = new("Assumption Day", Fixed(8, 15));
    private static readonly HolidayRule _allSaints = new("All Saints' Day", Fixed(11, 1));
    private static readonly HolidayRule _immaculate = new("Immaculate Conception", Fixed(12, 8));
    private static readonly HolidayRule _christmas = new("Christmas Day", Fixed(12, 25));
    private static readonly HolidayRule _secondChristmas = new("Second Day of Christmas", Fixed(12, 26));
    private static readonly HolidayRule _boxing = new("Boxing Day", Fixed(12, 26));

    /// <summary>All countries, by code.</summary>
    public static IReadOnlyList<CountryHolidays> All { get; } =
    [
        .. new[]
        {
            Australia(), Austria(), Belgium(), Brazil(), Canada(), Denmark(), Finland(), France(), Germany(), Italy(),
            Japan(), Netherlands(), Norway(), Poland(), Portugal(), Spain(), Sweden(), Switzerland(), UnitedKingdom(),
            UnitedStates(),
        }.OrderBy(c => c.Code, StringComparer.Ordinal),
    ];

    /// <summary>A country by its code; null where it is not known.</summary>
    /// <param name="code">ISO 3166 alpha-2 in any case.</param>
    public static CountryHolidays? Find(string code) =>
        All.FirstOrDefault(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));

    private static HolidayDay Fixed(int month, int day) => new(HolidayDayKind.Fixed, month, day);

    private static HolidayDay FromEaster(int days) => new(HolidayDayKind.Easter, Number: days);

    private static HolidayDay Nth(int number, DayOfWeek weekday, int month) =>
        new(HolidayDayKind.Weekday, month, number, weekday);

    private static HolidayDay FirstFrom(DayOfWeek weekday, int month, int day) =>
        new(HolidayDayKind.WeekdayFrom, month, day, weekday);

    /// <summary>A day that was a holiday once.</summary>
    private static HolidayRule Once(string name, int year, int month, int day) =>
        new(name, Fixed(month, day)) { From = year, To = year };
}
