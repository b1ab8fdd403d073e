namespace Carousel.Data;

internal static partial class HolidayTables
{
    private static CountryHolidays Austria() => new("AT", "Austria",
    [
        _newYear, _epiphany, _easterMonday, _labourDay, _ascension, _whitMonday, _corpusChristi, _assumption,
        new("National Day", Fixed(10, 26)) { From = 1967 },
        _allSaints, _immaculate, _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Belgium() => new("BE", "Belgium",
    [
        _newYear, _easterMonday, _labourDay, _ascension, _whitMonday,
        new("National Day", Fixed(7, 21)),
        _assumption, _allSaints,
        new("Armistice Day", Fixed(11, 11)),
        _christmas,
    ]);

    private static CountryHolidays Switzerland() => new("CH", "Switzerland (most cantons)",
    [
        _newYear, _goodFriday, _easterMonday, _ascension, _whitMonday,
        new("National Day", Fixed(8, 1)) { From = 1994 },
        _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Germany() => new("DE", "Germany (all states)",
    [
        _newYear, _goodFriday, _easterMonday, _labourDay, _ascension, _whitMonday,
        new("German Unity Day", Fixed(10, 3)) { From = 1990 },
        Once("Reformation Day", 2017, 10, 31),
        _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Denmark() => new("DK", "Denmark",
    [
        _newYear,
        new("Maundy Thursday", FromEaster(-3)),
        _goodFriday, _easterSunday, _easterMonday,
        new("Great Prayer Day", FromEaster(26)) { To = 2023 },
        _ascension, _whitSunday, _whitMonday,
        new("Constitution Day", Fixed(6, 5)),
        _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Spain() => new("ES", "Spain (all regions)",
    [
        _newYear, _epiphany, _goodFriday, _labourDay, _assumption,
        new("National Day", Fixed(10, 12)),
        _allSaints,
        new("Constitution Day", Fixed(12, 6)) { From = 1983 },
        _immaculate, _christmas,
    ]);

    private static CountryHolidays Finland() => new("FI", "Finland",
    [
        _newYear, _epiphany with { From = 1992 }, _goodFriday, _easterSunday, _easterMonday, _labourDay,
        _ascension with { From = 1992 }, _whitSunday,
        new("Midsummer Day", FirstFrom(DayOfWeek.Saturday, 6, 20)) { From = 1955 },
        new("All Saints' Day", FirstFrom(DayOfWeek.Saturday, 10, 31)) { From = 1955 },
        new("Independence Day", Fixed(12, 6)),
        _christmas, _secondChristmas,
    ]);

    private static CountryHolidays France() => new("FR", "France (metropolitan)",
    [
        _newYear, _easterMonday, _labourDay,
        new("Victory Day", Fixed(5, 8)) { From = 1982 },
        _ascension, _whitMonday,
        new("Bastille Day", Fixed(7, 14)),
        _assumption, _allSaints,
        new("Armistice Day", Fixed(11, 11)),
        _christmas,
    ]);

    private static CountryHolidays UnitedKingdom()
    {
        static HolidayRule Shifted(HolidayRule rule) => rule with { Substitution = Substitution.NextWeekday };
        return new("GB", "United Kingdom (England and Wales)",
        [
            Shifted(_newYear with { From = 1974 }), _goodFriday, _easterMonday,
            new("Early May Bank Holiday", Nth(1, DayOfWeek.Monday, 5))
            {
                From = 1978,
                Moved = [new(1995, 5, 8), new(2020, 5, 8)],
            },
            new("Spring Bank Holiday", Nth(-1, DayOfWeek.Monday, 5))
            {
                From = 1971,
                Moved = [new(2002, 6, 4), new(2012, 6, 4), new(2022, 6, 2)],
            },
            new("Summer Bank Holiday", Nth(-1, DayOfWeek.Monday, 8)) { From = 1971 },
            Shifted(_christmas), Shifted(_boxing),
            Once("Silver Jubilee", 1977, 6, 7), Once("Royal Wedding", 1981, 7, 29),
            Once("Millennium", 1999, 12, 31), Once("Golden Jubilee", 2002, 6, 3),
            Once("Royal Wedding", 2011, 4, 29), Once("Diamond Jubilee", 2012, 6, 5),
            Once("Platinum Jubilee", 2022, 6, 3), Once("State Funeral", 2022, 9, 19),
            Once("Coronation", 2023, 5, 8),
        ]);
    }

    private static CountryHolidays Italy() => new("IT", "Italy",
    [
        _newYear, _epiphany with { From = 1986 }, _easterSunday, _easterMonday,
        new("Liberation Day", Fixed(4, 25)),
        _labourDay,
        new("Republic Day", Fixed(6, 2)) { From = 2001 },
        _assumption,
        new("Saint Francis", Fixed(10, 4)) { From = 2026 },
        _allSaints, _immaculate, _christmas, _secondChristmas,
        Once("150 Years of Unity", 2011, 3, 17),
    ]);

    private static CountryHolidays Netherlands() => new("NL", "Netherlands",
    [
        _newYear, _easterSunday, _easterMonday,
        new("King's Day", Fixed(4, 27)) { From = 2014, Substitution = Substitution.SaturdayBefore },
        new("Queen's Day", Fixed(4, 30)) { From = 1980, To = 2013, Substitution = Substitution.SaturdayBefore },
        new("Liberation Day", Fixed(5, 5)) { From = 1990, Every = 5 },
        _ascension, _whitSunday, _whitMonday, _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Norway() => new("NO", "Norway",
    [
        _newYear,
        new("Maundy Thursday", FromEaster(-3)),
        _goodFriday, _easterSunday, _easterMonday, _labourDay,
        new("Constitution Day", Fixed(5, 17)),
        _ascension, _whitSunday, _whitMonday, _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Poland() => new("PL", "Poland",
    [
        _newYear, _epiphany with { From = 2011 }, _easterSunday, _easterMonday, _labourDay,
        new("Constitution Day", Fixed(5, 3)) { From = 1990 },
        _whitSunday, _corpusChristi, _assumption with { From = 1989 }, _allSaints,
        new("Independence Day", Fixed(11, 11)) { From = 1989 },
        new("Christmas Eve", Fixed(12, 24)) { From = 2025 },
        _christmas, _secondChristmas,
    ]);

    private static CountryHolidays Portugal()
    {
        // Four holidays were suspended from 2013 to 2015.
        static HolidayRule[] Interrupted(HolidayRule rule) => [rule with { To = 2012 }, rule with { From = 2016 }];
        return new("PT", "Portugal",
        [
            _newYear, _goodFriday, _easterSunday,
            new("Freedom Day", Fixed(4, 25)) { From = 1975 },
            _labourDay,
            .. Interrupted(_corpusChristi),
            new("Portugal Day", Fixed(6, 10)),
            _assumption,
            .. Interrupted(new("Republic Day", Fixed(10, 5))),
            .. Interrupted(_allSaints),
            .. Interrupted(new("Restoration of Independence", Fixed(12, 1))),
            _immaculate, _christmas,
        ]);
    }

    private static CountryHolidays Sweden() => new("SE", "Sweden",
    [
        _newYear, _epiphany, _goodFriday, _easterSunday, _easterMonday, _labourDay, _ascension, _whitSunday,
        _whitMonday with { To = 2004 },
        new("National Day", Fixed(6, 6)) { From = 2005 },
        new("Midsummer Day", FirstFrom(DayOfWeek.Saturday, 6, 20)) { From = 1953 },
        new("All Saints' Day", FirstFrom(DayOfWeek.Saturday, 10, 31)) { From = 1953 },
        _christmas, _secondChristmas,
    ]);
}
