namespace Carousel.Data;

/// <summary>The countries whose public holidays are known by rule.</summary>
/// <remarks>The laws that the rules follow are named in docs/how-to/holidays-and-special-days.md.</remarks>
internal static partial class HolidayTables
{
    private static readonly HolidayRule
        _newYear = On("New Year's Day", 1, 1),
        _epiphany = On("Epiphany", 1, 6),
        _goodFriday = AtEaster("Good Friday", -2),
        _easterSunday = AtEaster("Easter Sunday", 0),
        _easterMonday = AtEaster("Easter Monday", 1),
        _labourDay = On("Labour Day", 5, 1),
        _ascension = AtEaster("Ascension Day", 39),
        _whitSunday = AtEaster("Whit Sunday", 49),
        _whitMonday = AtEaster("Whit Monday", 50),
        _corpusChristi = AtEaster("Corpus Christi", 60),
        _assumption = On("Assumption Day", 8, 15),
        _allSaints = On("All Saints' Day", 11, 1),
        _immaculate = On("Immaculate Conception", 12, 8),
        _christmas = On("Christmas Day", 12, 25),
        _secondChristmas = On("Second Day of Christmas", 12, 26),
        _boxing = On("Boxing Day", 12, 26);

    /// <summary>All countries, by code.</summary>
    public static IReadOnlyList<CountryHolidays> All { get; } =
        [.. Europe.Concat(World).OrderBy(c => c.Code, StringComparer.Ordinal)];

    /// <summary>A country by its code; null where it is not known.</summary>
    /// <param name="code">ISO 3166 alpha-2 in any case.</param>
    public static CountryHolidays? Find(string code) =>
        All.FirstOrDefault(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));

    private static HolidayRule On(string name, int month, int day, int from = 1583, int to = 9998) =>
        new(name, new(HolidayDayKind.Fixed, month, day), from, to);

    private static HolidayRule AtEaster(string name, int days) => new(name, new(HolidayDayKind.Easter, Number: days));

    private static HolidayRule NextWeekday(HolidayRule rule) =>
        rule with { Substitution = Substitution.NextWeekday };

    private static HolidayDay Nth(int number, DayOfWeek weekday, int month) =>
        new(HolidayDayKind.Weekday, month, number, weekday);

    private static HolidayDay FirstFrom(DayOfWeek weekday, int month, int day) =>
        new(HolidayDayKind.WeekdayFrom, month, day, weekday);

    /// <summary>A day that was a holiday once.</summary>
    private static HolidayRule Once(string name, int year, int month, int day) =>
        On(name, month, day, year, year);
}
