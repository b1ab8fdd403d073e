using static System.DayOfWeek;

namespace Carousel.Data;

internal static partial class HolidayTables
{
    private static CountryHolidays[] World =>
    [
        new("AU", "Australia (all states)",
        [
            NextWeekday(_newYear),
            NextWeekday(On("Australia Day", 1, 26, 1994)),
            _goodFriday, _easterMonday,
            On("Anzac Day", 4, 25),
            Once("National Day of Mourning", 2022, 9, 22),
            NextWeekday(_christmas), NextWeekday(_boxing),
        ]),
        new("BR", "Brazil",
        [
            _newYear,
            AtEaster("Carnival Monday", -48),
            AtEaster("Carnival Tuesday", -47),
            _goodFriday,
            On("Tiradentes", 4, 21),
            _labourDay, _corpusChristi,
            On("Independence Day", 9, 7),
            On("Our Lady of Aparecida", 10, 12, 1980),
            On("All Souls' Day", 11, 2),
            On("Republic Day", 11, 15),
            On("Black Awareness Day", 11, 20, 2024),
            _christmas,
        ]),
        new("CA", "Canada (federal)",
        [
            NextWeekday(_newYear), _goodFriday,
            new("Victoria Day", FirstFrom(Monday, 5, 18), 1953),
            NextWeekday(On("Canada Day", 7, 1)),
            new("Labour Day", Nth(1, Monday, 9)),
            NextWeekday(On("Truth and Reconciliation Day", 9, 30, 2021)),
            new("Thanksgiving", Nth(2, Monday, 10), 1957),
            NextWeekday(On("Remembrance Day", 11, 11)),
            NextWeekday(_christmas), NextWeekday(_boxing),
        ]),
        new("JP", "Japan", [.. Japan.Select(r => r with { Substitution = Substitution.AfterSunday })])
        {
            BetweenSince = 1988,
        },
        new("US", "United States (federal)",
        [
            Nearest(_newYear),
            new("Martin Luther King Day", Nth(3, Monday, 1), 1986),
            new("Washington's Birthday", Nth(3, Monday, 2), 1971),
            new("Memorial Day", Nth(-1, Monday, 5), 1971),
            Nearest(On("Juneteenth", 6, 19, 2021)),
            Nearest(On("Independence Day", 7, 4)),
            new("Labor Day", Nth(1, Monday, 9)),
            new("Columbus Day", Nth(2, Monday, 10), 1971),
            Nearest(On("Veterans Day", 11, 11, 1978)),
            new("Thanksgiving", Nth(4, Thursday, 11), 1942),
            Nearest(_christmas),
        ]),
    ];

    private static HolidayRule[] Japan =>
    [
        _newYear,
        On("Coming of Age Day", 1, 15, to: 1999),
        new("Coming of Age Day", Nth(2, Monday, 1), 2000),
        On("Foundation Day", 2, 11, 1967),
        On("Emperor's Birthday", 4, 29, to: 1988),
        On("Emperor's Birthday", 12, 23, 1989, 2018),
        On("Emperor's Birthday", 2, 23, 2020),
        new("Vernal Equinox Day", new(HolidayDayKind.MarchEquinox)),
        On("Greenery Day", 4, 29, 1989, 2006),
        On("Showa Day", 4, 29, 2007),
        Once("Enthronement Day", 2019, 5, 1),
        On("Constitution Day", 5, 3),
        On("Greenery Day", 5, 4, 2007),
        On("Children's Day", 5, 5),
        On("Marine Day", 7, 20, 1996, 2002),
        new("Marine Day", Nth(3, Monday, 7), 2003) { Moved = [new(2020, 7, 23), new(2021, 7, 22)] },
        On("Mountain Day", 8, 11, 2016) with { Moved = [new(2020, 8, 10), new(2021, 8, 8)] },
        On("Respect for the Aged Day", 9, 15, 1966, 2002),
        new("Respect for the Aged Day", Nth(3, Monday, 9), 2003),
        new("Autumnal Equinox Day", new(HolidayDayKind.SeptemberEquinox)),
        On("Sports Day", 10, 10, 1966, 1999),
        new("Sports Day", Nth(2, Monday, 10), 2000) { Moved = [new(2020, 7, 24), new(2021, 7, 23)] },
        Once("Enthronement Ceremony", 2019, 10, 22),
        On("Culture Day", 11, 3),
        On("Labour Thanksgiving Day", 11, 23),
    ];

    private static HolidayRule Nearest(HolidayRule rule) => rule with { Substitution = Substitution.Nearest };
}
