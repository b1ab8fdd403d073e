namespace Carousel.Data;

internal static partial class HolidayTables
{
    private static CountryHolidays Australia()
    {
        static HolidayRule Shifted(HolidayRule rule) => rule with { Substitution = Substitution.NextWeekday };
        return new("AU", "Australia (all states)",
        [
            Shifted(_newYear),
            Shifted(new("Australia Day", Fixed(1, 26)) { From = 1994 }),
            _goodFriday, _easterMonday,
            new("Anzac Day", Fixed(4, 25)),
            Once("National Day of Mourning", 2022, 9, 22),
            Shifted(_christmas), Shifted(_boxing),
        ]);
    }

    private static CountryHolidays Brazil() => new("BR", "Brazil",
    [
        _newYear,
        new("Carnival Monday", FromEaster(-48)),
        new("Carnival Tuesday", FromEaster(-47)),
        _goodFriday,
        new("Tiradentes", Fixed(4, 21)),
        _labourDay, _corpusChristi,
        new("Independence Day", Fixed(9, 7)),
        new("Our Lady of Aparecida", Fixed(10, 12)) { From = 1980 },
        new("All Souls' Day", Fixed(11, 2)),
        new("Republic Day", Fixed(11, 15)),
        new("Black Awareness Day", Fixed(11, 20)) { From = 2024 },
        _christmas,
    ]);

    private static CountryHolidays Canada()
    {
        static HolidayRule Shifted(HolidayRule rule) => rule with { Substitution = Substitution.NextWeekday };
        return new("CA", "Canada (federal)",
        [
            Shifted(_newYear), _goodFriday,
            new("Victoria Day", FirstFrom(DayOfWeek.Monday, 5, 18)) { From = 1953 },
            Shifted(new("Canada Day", Fixed(7, 1))),
            new("Labour Day", Nth(1, DayOfWeek.Monday, 9)),
            Shifted(new("Truth and Reconciliation Day", Fixed(9, 30)) { From = 2021 }),
            new("Thanksgiving", Nth(2, DayOfWeek.Monday, 10)) { From = 1957 },
            Shifted(new("Remembrance Day", Fixed(11, 11))),
            Shifted(_christmas), Shifted(_boxing),
        ]);
    }

    private static CountryHolidays Japan()
    {
        static HolidayRule Shifted(HolidayRule rule) => rule with { Substitution = Substitution.AfterSunday };
        HolidayRule[] rules =
        [
            _newYear,
            new("Coming of Age Day", Fixed(1, 15)) { To = 1999 },
            new("Coming of Age Day", Nth(2, DayOfWeek.Monday, 1)) { From = 2000 },
            new("Foundation Day", Fixed(2, 11)) { From = 1967 },
            new("Emperor's Birthday", Fixed(4, 29)) { To = 1988 },
            new("Emperor's Birthday", Fixed(12, 23)) { From = 1989, To = 2018 },
            new("Emperor's Birthday", Fixed(2, 23)) { From = 2020 },
            new("Vernal Equinox Day", new(HolidayDayKind.MarchEquinox)),
            new("Greenery Day", Fixed(4, 29)) { From = 1989, To = 2006 },
            new("Showa Day", Fixed(4, 29)) { From = 2007 },
            Once("Enthronement Day", 2019, 5, 1),
            new("Constitution Day", Fixed(5, 3)),
            new("Greenery Day", Fixed(5, 4)) { From = 2007 },
            new("Children's Day", Fixed(5, 5)),
            new("Marine Day", Fixed(7, 20)) { From = 1996, To = 2002 },
            new("Marine Day", Nth(3, DayOfWeek.Monday, 7))
            {
                From = 2003,
                Moved = [new(2020, 7, 23), new(2021, 7, 22)],
            },
            new("Mountain Day", Fixed(8, 11)) { From = 2016, Moved = [new(2020, 8, 10), new(2021, 8, 8)] },
            new("Respect for the Aged Day", Fixed(9, 15)) { From = 1966, To = 2002 },
            new("Respect for the Aged Day", Nth(3, DayOfWeek.Monday, 9)) { From = 2003 },
            new("Autumnal Equinox Day", new(HolidayDayKind.SeptemberEquinox)),
            new("Sports Day", Fixed(10, 10)) { From = 1966, To = 1999 },
            new("Sports Day", Nth(2, DayOfWeek.Monday, 10))
            {
                From = 2000,
                Moved = [new(2020, 7, 24), new(2021, 7, 23)],
            },
            Once("Enthronement Ceremony", 2019, 10, 22),
            new("Culture Day", Fixed(11, 3)),
            new("Labour Thanksgiving Day", Fixed(11, 23)),
        ];
        return new("JP", "Japan", [.. rules.Select(Shifted)]) { BetweenSince = 1988 };
    }

    private static CountryHolidays UnitedStates()
    {
        static HolidayRule Shifted(HolidayRule rule) => rule with { Substitution = Substitution.Nearest };
        return new("US", "United States (federal)",
        [
            Shifted(_newYear),
            new("Martin Luther King Day", Nth(3, DayOfWeek.Monday, 1)) { From = 1986 },
            new("Washington's Birthday", Nth(3, DayOfWeek.Monday, 2)) { From = 1971 },
            new("Memorial Day", Nth(-1, DayOfWeek.Monday, 5)) { From = 1971 },
            Shifted(new("Juneteenth", Fixed(6, 19)) { From = 2021 }),
            Shifted(new("Independence Day", Fixed(7, 4))),
            new("Labor Day", Nth(1, DayOfWeek.Monday, 9)),
            new("Columbus Day", Nth(2, DayOfWeek.Monday, 10)) { From = 1971 },
            Shifted(new("Veterans Day", Fixed(11, 11)) { From = 1978 }),
            new("Thanksgiving", Nth(4, DayOfWeek.Thursday, 11)) { From = 1942 },
            Shifted(_christmas),
        ]);
    }
}
