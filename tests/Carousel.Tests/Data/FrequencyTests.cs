using System.Globalization;
using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Tests.Data;

public sealed class FrequencyTests
{
    public static TheoryData<string> All =>
        [
            "250 milliseconds", "1 second", "30 minutes", "1 hour", "1 day", "1 business day", "2 weeks", "1 month",
            "1 month on day 31", "1 quarter", "1 year",
        ];

    [Theory]
    [MemberData(nameof(All))]
    public void Find_FindsWhatMadeTheStamps(string text)
    {
        var made = Frequency.Parse(text);
        DateTime[] stamps = Stamps(made, 60);

        Assert.Equal(made, Frequency.Find(stamps));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Find_FindsTheSame_WhenRowsAreMissing(string text)
    {
        var made = Frequency.Parse(text);
        DateTime[] stamps = [.. Stamps(made, 80).Where((_, t) => t % 7 != 3 && t is not (> 20 and < 31))];

        Assert.Equal(made, Frequency.Find(stamps));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Parse_ReadsWhatToStringWrote(string text) => Assert.Equal(text, Frequency.Parse(text).ToString());

    [Theory]
    [MemberData(nameof(All))]
    public void Parse_ReadsItsName(string text)
    {
        var frequency = Frequency.Parse(text);
        Assert.Equal(new Frequency(frequency.Unit, frequency.Multiple), Frequency.Parse(frequency.Name));
    }

    [Theory]
    [InlineData("1h", "1 hour")]
    [InlineData("h", "1 hour")]
    [InlineData("15min", "15 minutes")]
    [InlineData("10 ms", "10 milliseconds")]
    [InlineData("day", "1 day")]
    [InlineData("daily", "1 day")]
    [InlineData("every 2 weeks", "2 weeks")]
    public void Parse_ReadsShortForms(string text, string meant) =>
        Assert.Equal(meant, Frequency.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2 hourly")]
    [InlineData("99999999999 hours")]
    [InlineData("0 hours")]
    [InlineData("1 fortnight")]
    public void Parse_Refuses_WhatIsNoFrequency(string text) =>
        Assert.Throws<FormatException>(() => Frequency.Parse(text));

    [Fact]
    public void Next_KeepsTheEndOfTheMonth()
    {
        var monthly = new Frequency(FrequencyUnit.Month, anchorDay: 31);
        var stamp = new DateTime(2003, 12, 31);
        string[] ends =
        [
            .. Enumerable.Range(0, 4).Select(_ => (stamp = monthly.Next(stamp)).ToString("yyyy-MM-dd", null)),
        ];

        Assert.Equal(["2004-01-31", "2004-02-29", "2004-03-31", "2004-04-30"], ends);
    }

    [Fact]
    public void Next_SkipsTheWeekend()
    {
        var business = new Frequency(FrequencyUnit.BusinessDay);

        Assert.Equal(new DateTime(2001, 1, 8, 9, 0, 0), business.Next(new DateTime(2001, 1, 5, 9, 0, 0)));
        Assert.Equal(new DateTime(2001, 1, 5), business.Add(new DateTime(2001, 1, 8), -1));
        Assert.Null(business.StepsBetween(new DateTime(2001, 1, 5), new DateTime(2001, 1, 6)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void StepsBetween_IsTheInverseOfAdd(string text)
    {
        var frequency = Frequency.Parse(text);
        DateTime first = Start(frequency);
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>().Filter(n => Math.Abs(n) < 20000 / frequency.Days || Math.Abs(n) < 100),
            n => frequency.StepsBetween(first, frequency.Add(first, n)) == n).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Find_IsNull_WhenStampsAreEvents()
    {
        DateTime start = new(2001, 1, 1);
        Assert.Null(Frequency.Find([start]));
        Assert.Null(Frequency.Find([start, start.AddSeconds(1), start.AddSeconds(61), start.AddHours(3)]));
    }

    [Theory]
    [InlineData("1 hour", "2001-06-30 23:00")]
    [InlineData("1 day", "2001-06-30 23:00")]
    [InlineData("10 seconds", "2001-06-30 23:00:00")]
    public void Format_IsAsPreciseAsNeeded(string frequency, string text) =>
        Assert.Equal(text, Frequency.Parse(frequency).Format(new DateTime(2001, 6, 30, 23, 0, 0)));

    [Theory]
    [InlineData("1 hour", "9999-12-31", 24, "24 hours after 9999-12-31 00:00 is past the year 9999")]
    [InlineData("1 day", "9999-12-31", 1, "1 day after 9999-12-31 is past the year 9999")]
    [InlineData("1 business day", "9999-12-31", 1, "1 business day after 9999-12-31 is past the year 9999")]
    [InlineData("1 month", "9999-12-01", 1, "1 month after 9999-12 is past the year 9999")]
    [InlineData("1 year", "2001-01-01", int.MaxValue, "2,147,483,647 years after 2001 is past the year 9999")]
    [InlineData("1 week", "2001-01-01", int.MinValue, "2,147,483,647 weeks before 2001-01-01 is before the year 1")]
    public void Add_RefusesWhatTheCalendarDoesNotHave(string frequency, string stamp, int steps, string said)
    {
        var start = DateTime.Parse(stamp, CultureInfo.InvariantCulture);
        var error = Assert.Throws<DataFormatException>(() => Frequency.Parse(frequency).Add(start, steps));
        Assert.StartsWith(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_CountsInWords()
    {
        Assert.Equal("24 hours", new Frequency(FrequencyUnit.Hour).Describe(24));
        Assert.Equal("1 day", new Frequency(FrequencyUnit.Day).Describe(1));
        Assert.Equal("12 × 30 minutes", new Frequency(FrequencyUnit.Minute, 30).Describe(12));
        Assert.Equal("hourly", new Frequency(FrequencyUnit.Hour).Name);
        Assert.Equal("every 30 minutes", new Frequency(FrequencyUnit.Minute, 30).Name);
    }

    private static DateTime Start(Frequency frequency) =>
        frequency.AnchorDay > 0 ? new DateTime(2001, 1, frequency.AnchorDay) : new DateTime(2001, 1, 1);

    private static DateTime[] Stamps(Frequency frequency, int rows) =>
        [.. Enumerable.Range(0, rows).Select(t => frequency.Add(Start(frequency), t))];
}
