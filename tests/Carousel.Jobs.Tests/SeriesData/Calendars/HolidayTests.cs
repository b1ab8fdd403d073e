using System.Globalization;
using Carousel.Data;

namespace Carousel.Jobs.Tests.SeriesData.Calendars;

/// <summary>Public holidays against the dates that governments published.</summary>
public sealed class HolidayTests
{
    /// <summary>Country, year and all its holidays, month-day.</summary>
    public static TheoryData<string, int, string> Published => new()
    {
        { "AT", 2023, "01-01 01-06 04-10 05-01 05-18 05-29 06-08 08-15 10-26 11-01 12-08 12-25 12-26" },
        { "AU", 2022, "01-01 01-03 01-26 04-15 04-18 04-25 09-22 12-25 12-26 12-27" },
        { "AU", 2024, "01-01 01-26 03-29 04-01 04-25 12-25 12-26" },
        { "BE", 2024, "01-01 04-01 05-01 05-09 05-20 07-21 08-15 11-01 11-11 12-25" },
        { "BR", 2024, "01-01 02-12 02-13 03-29 04-21 05-01 05-30 09-07 10-12 11-02 11-15 11-20 12-25" },
        { "CA", 2020, "01-01 04-10 05-18 07-01 09-07 10-12 11-11 12-25 12-26 12-28" },
        { "CA", 2021, "01-01 04-02 05-24 07-01 09-06 09-30 10-11 11-11 12-25 12-26 12-27 12-28" },
        { "CA", 2023, "01-01 01-02 04-07 05-22 07-01 07-03 09-04 09-30 10-02 10-09 11-11 11-13 12-25 12-26" },
        { "CH", 2023, "01-01 04-07 04-10 05-18 05-29 08-01 12-25 12-26" },
        { "DE", 2017, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26" },
        { "DE", 2023, "01-01 04-07 04-10 05-01 05-18 05-29 10-03 12-25 12-26" },
        { "DE", 2024, "01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26" },
        { "DK", 2023, "01-01 04-06 04-07 04-09 04-10 05-05 05-18 05-28 05-29 06-05 12-25 12-26" },
        { "DK", 2024, "01-01 03-28 03-29 03-31 04-01 05-09 05-19 05-20 06-05 12-25 12-26" },
        { "ES", 2023, "01-01 01-06 04-07 05-01 08-15 10-12 11-01 12-06 12-08 12-25" },
        { "FI", 2024, "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-22 11-02 12-06 12-25 12-26" },
        { "FR", 2024, "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25" },
        { "GB", 2011, "01-01 01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-25 12-26 12-27" },
        { "GB", 2012, "01-01 01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26" },
        { "GB", 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-26 12-28" },
        { "GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-26 12-27 12-28" },
        { "GB", 2022, "01-01 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-25 12-26 12-27" },
        { "GB", 2023, "01-01 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26" },
        { "IT", 2023, "01-01 01-06 04-09 04-10 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26" },
        {
            "JP", 2015,
            "01-01 01-12 02-11 03-21 04-29 05-03 05-04 05-05 05-06 07-20 09-21 09-22 09-23 10-12 11-03 11-23 12-23"
        },
        {
            "JP", 2019,
            "01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 "
                + "10-14 10-22 11-03 11-04 11-23"
        },
        {
            "JP", 2020,
            "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 "
                + "11-23"
        },
        {
            "JP", 2021,
            "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23"
        },
        {
            "JP", 2024,
            "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 "
                + "10-14 11-03 11-04 11-23"
        },
        { "NL", 2013, "01-01 03-31 04-01 04-30 05-09 05-19 05-20 12-25 12-26" },
        { "NL", 2024, "01-01 03-31 04-01 04-27 05-09 05-19 05-20 12-25 12-26" },
        { "NL", 2025, "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26" },
        { "NO", 2024, "01-01 03-28 03-29 03-31 04-01 05-01 05-09 05-17 05-19 05-20 12-25 12-26" },
        { "PL", 2024, "01-01 01-06 03-31 04-01 05-01 05-03 05-19 05-30 08-15 11-01 11-11 12-25 12-26" },
        { "PL", 2025, "01-01 01-06 04-20 04-21 05-01 05-03 06-08 06-19 08-15 11-01 11-11 12-24 12-25 12-26" },
        { "PT", 2014, "01-01 04-18 04-20 04-25 05-01 06-10 08-15 12-08 12-25" },
        { "PT", 2024, "01-01 03-29 03-31 04-25 05-01 05-30 06-10 08-15 10-05 11-01 12-01 12-08 12-25" },
        { "SE", 2004, "01-01 01-06 04-09 04-11 04-12 05-01 05-20 05-30 05-31 06-26 11-06 12-25 12-26" },
        { "SE", 2024, "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02 12-25 12-26" },
        { "US", 2020, "01-01 01-20 02-17 05-25 07-03 07-04 09-07 10-12 11-11 11-26 12-25" },
        { "US", 2021, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31" },
        { "US", 2022, "01-01 01-17 02-21 05-30 06-19 06-20 07-04 09-05 10-10 11-11 11-24 12-25 12-26" },
        { "US", 2023, "01-01 01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-11 11-23 12-25" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void AYear_HasTheDays_ThatWerePublished(string code, int year, string days)
    {
        string[] own =
        [
            .. HolidayTables.Find(code)!.Between(year, year).Keys.Where(d => d.Year == year)
                .Select(d => d.ToString("MM-dd", CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(days, string.Join(' ', own));
    }

    [Theory]
    [InlineData("1818-03-22")]
    [InlineData("1943-04-25")]
    [InlineData("1961-04-02")]
    [InlineData("2000-04-23")]
    [InlineData("2008-03-23")]
    [InlineData("2011-04-24")]
    [InlineData("2019-04-21")]
    [InlineData("2024-03-31")]
    [InlineData("2038-04-25")]
    public void Easter_IsOnTheDay_OfTheChurchCalendar(string day)
    {
        var expected = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        Assert.Equal(expected, Easter.Of(expected.Year));
    }

    /// <summary>Gauss 1800 with its two exceptions, for the centuries where its constants are 24 and 5.</summary>
    [Fact]
    public void Easter_IsASundayInItsFiveWeeks_AndAgreesWithGauss()
    {
        for (int year = 1900; year <= 2099; year++)
        {
            DateOnly own = Easter.Of(year);
            Assert.Equal(DayOfWeek.Sunday, own.DayOfWeek);
            Assert.InRange(own, new DateOnly(year, 3, 22), new DateOnly(year, 4, 25));
            int a = year % 19, b = year % 4, c = year % 7;
            int d = ((19 * a) + 24) % 30;
            int e = ((2 * b) + (4 * c) + (6 * d) + 5) % 7;
            int days = (d, e, a) switch
            {
                (29, 6, _) => 28,
                (28, 6, > 10) => 27,
                _ => d + e,
            };
            Assert.Equal(new DateOnly(year, 3, 22).AddDays(days), own);
        }
    }

    [Fact]
    public void Days_DoNotDependOnTheYears_ThatAreAskedFor()
    {
        foreach (CountryHolidays country in HolidayTables.All)
        {
            SortedDictionary<DateOnly, string> all = country.Between(1990, 2060);
            for (int year = 1991; year <= 2059; year++)
            {
                KeyValuePair<DateOnly, string>[] own =
                    [.. country.Between(year - 1, year + 1).Where(d => d.Key.Year == year)];
                Assert.Equal(all.Where(d => d.Key.Year == year), own);
                Assert.InRange(own.Length, 5, 26);
            }
        }
    }

    [Fact]
    public void Countries_HaveCodes_OfTheirOwn()
    {
        Assert.Equal(HolidayTables.All.Count, HolidayTables.All.Select(c => c.Code).Distinct().Count());
        Assert.Same(HolidayTables.Find("DE"), HolidayTables.Find("de"));
        Assert.Null(HolidayTables.Find("XX"));
    }
}
