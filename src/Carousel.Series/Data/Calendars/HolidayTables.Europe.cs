using static System.DayOfWeek;

namespace Carousel.Data;

internal static partial class HolidayTables
{
    private static CountryHolidays[] Europe =>
    [
        new("AT", "Austria",
        [
            _newYear, _epiphany, _easterMonday, _labourDay, _ascension, _whitMonday, _corpusChristi, _assumption,
            On("National Day", 10, 26, 1967),
            _allSaints, _immaculate, _christmas, _secondChristmas,
        ]),
        new("BE", "Belgium",
        [
            _newYear, _easterMonday, _labourDay, _ascension, _whitMonday,
            On("National Day", 7, 21),
            _assumption, _allSaints,
            On("Armistice Day", 11, 11),
            _christmas,
        ]),
        new("CH", "Switzerland (most cantons)",
        [
            _newYear, _goodFriday, _easterMonday, _ascension, _whitMonday,
            On("National Day", 8, 1, 1994),
            _christmas, _secondChristmas,
        ]),
        new("DE", "Germany (all states)",
        [
            _newYear, _goodFriday, _easterMonday, _labourDay, _ascension, _whitMonday,
            On("German Unity Day", 10, 3, 1990),
            Once("Reformation Day", 2017, 10, 31),
            _christmas, _secondChristmas,
        ]),
        new("DK", "Denmark",
        [
            _newYear,
            AtEaster("Maundy Thursday", -3),
            _goodFriday, _easterSunday, _easterMonday,
            AtEaster("Great Prayer Day", 26) with { To = 2023 },
            _ascension, _whitSunday, _whitMonday,
            On("Constitution Day", 6, 5),
            _christmas, _secondChristmas,
        ]),
        new("ES", "Spain (all regions)",
        [
            _newYear, _epiphany, _goodFriday, _labourDay, _assumption,
            On("National Day", 10, 12),
            _allSaints,
            On("Constitution Day", 12, 6, 1983),
            _immaculate, _christmas,
        ]),
        new("FI", "Finland",
        [
            _newYear, _epiphany with { From = 1992 }, _goodFriday, _easterSunday, _easterMonday, _labourDay,
            _ascension with { From = 1992 }, _whitSunday,
            new("Midsummer Day", FirstFrom(Saturday, 6, 20), 1955),
            new("All Saints' Day", FirstFrom(Saturday, 10, 31), 1955),
            On("Independence Day", 12, 6),
            _christmas, _secondChristmas,
        ]),
        new("FR", "France (metropolitan)",
        [
            _newYear, _easterMonday, _labourDay,
            On("Victory Day", 5, 8, 1982),
            _ascension, _whitMonday,
            On("Bastille Day", 7, 14),
            _assumption, _allSaints,
            On("Armistice Day", 11, 11),
            _christmas,
        ]),
        new("GB", "United Kingdom (England and Wales)",
        [
            NextWeekday(_newYear with { From = 1974 }), _goodFriday, _easterMonday,
            new("Early May Bank Holiday", Nth(1, Monday, 5), 1978) { Moved = [new(1995, 5, 8), new(2020, 5, 8)] },
            new("Spring Bank Holiday", Nth(-1, Monday, 5), 1971)
            {
                Moved = [new(2002, 6, 4), new(2012, 6, 4), new(2022, 6, 2)],
            },
            new("Summer Bank Holiday", Nth(-1, Monday, 8), 1971),
            NextWeekday(_christmas), NextWeekday(_boxing),
            Once("Silver Jubilee", 1977, 6, 7), Once("Royal Wedding", 1981, 7, 29),
            Once("Millennium", 1999, 12, 31), Once("Golden Jubilee", 2002, 6, 3),
            Once("Royal Wedding", 2011, 4, 29), Once("Diamond Jubilee", 2012, 6, 5),
            Once("Platinum Jubilee", 2022, 6, 3), Once("State Funeral", 2022, 9, 19),
            Once("Coronation", 2023, 5, 8),
        ]),
        new("IT", "Italy",
        [
            _newYear, _epiphany with { From = 1986 }, _easterSunday, _easterMonday,
            On("Liberation Day", 4, 25),
            _labourDay,
            On("Republic Day", 6, 2, 2001),
            _assumption,
            On("Saint Francis", 10, 4, 2026),
            _allSaints, _immaculate, _christmas, _secondChristmas,
            Once("150 Years of Unity", 2011, 3, 17),
        ]),
        new("NL", "Netherlands",
        [
            _newYear, _easterSunday, _easterMonday,
            On("King's Day", 4, 27, 2014) with { Substitution = Substitution.SaturdayBefore },
            On("Queen's Day", 4, 30, 1980, 2013) with { Substitution = Substitution.SaturdayBefore },
            On("Liberation Day", 5, 5, 1990) with { Every = 5 },
            _ascension, _whitSunday, _whitMonday, _christmas, _secondChristmas,
        ]),
        new("NO", "Norway",
        [
            _newYear,
            AtEaster("Maundy Thursday", -3),
            _goodFriday, _easterSunday, _easterMonday, _labourDay,
            On("Constitution Day", 5, 17),
            _ascension, _whitSunday, _whitMonday, _christmas, _secondChristmas,
        ]),
        new("PL", "Poland",
        [
            _newYear, _epiphany with { From = 2011 }, _easterSunday, _easterMonday, _labourDay,
            On("Constitution Day", 5, 3, 1990),
            _whitSunday, _corpusChristi, _assumption with { From = 1989 }, _allSaints,
            On("Independence Day", 11, 11, 1989),
            On("Christmas Eve", 12, 24, 2025),
            _christmas, _secondChristmas,
        ]),
        new("PT", "Portugal",
        [
            _newYear, _goodFriday, _easterSunday,
            On("Freedom Day", 4, 25, 1975),
            _labourDay,
            .. Interrupted(_corpusChristi),
            On("Portugal Day", 6, 10),
            _assumption,
            .. Interrupted(On("Republic Day", 10, 5)),
            .. Interrupted(_allSaints),
            .. Interrupted(On("Restoration of Independence", 12, 1)),
            _immaculate, _christmas,
        ]),
        new("SE", "Sweden",
        [
            _newYear, _epiphany, _goodFriday, _easterSunday, _easterMonday, _labourDay, _ascension, _whitSunday,
            _whitMonday with { To = 2004 },
            On("National Day", 6, 6, 2005),
            new("Midsummer Day", FirstFrom(Saturday, 6, 20), 1953),
            new("All Saints' Day", FirstFrom(Saturday, 10, 31), 1953),
            _christmas, _secondChristmas,
        ]),
    ];

    // Four holidays were suspended from 2013 to 2015.
    private static HolidayRule[] Interrupted(HolidayRule rule) => [rule with { To = 2012 }, rule with { From = 2016 }];
}
