using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>A date and an hour in two columns are one time.</summary>
public sealed class TwoTimeColumnsTests
{
    private const string Hourly = """
        instant,dteday,hr,rides
        1,2011-01-01,0,16
        2,2011-01-01,1,40
        3,2011-01-01,3,13
        4,2011-01-01,4,17
        """;

    private static readonly ReadOptions _both = new() { Time = "dteday,hr" };

    [Fact]
    public void ReadCsv_TakesDateAndHourAsOneTime_AndMissingHoursAreGaps()
    {
        SeriesSet set = Read(Hourly, _both);

        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
        Assert.Equal("dteday,hr", set.TimeName);
        Assert.Equal(5, set[0].Length);
        Assert.Equal(13, set[0].Column("rides")[3]);
        Assert.True(float.IsNaN(set[0].Column("rides")[2]));
        Assert.Equal("2011-01-01 04:00", set[0].LabelAt(4));
    }

    [Theory]
    [InlineData("day,clock\n2011-01-01,00:15\n2011-01-01,00:30\n", "day,clock")]
    [InlineData("day,clock\n2011-01-01,00:15:00\n2011-01-01,00:30:00\n", "clock,day")]
    [InlineData("day;clock\n01.01.2011 00:00;0:15\n01.01.2011 00:00;0:30\n", "day, clock")]
    [InlineData("day,clock\n20110101,12:15 AM\n20110101,12:30 AM\n", "Day,Clock")]
    [InlineData("day,clock\n2011-01-01T00:00:00,00:15\n2011-01-01T00:00:00,00:30\n", "day,clock")]
    public void ReadCsv_UnderstandsFormsOfDaysAndClocks_InEitherOrder(string stamps, string time)
    {
        string[] lines = stamps.TrimEnd().Split('\n');
        char delimiter = lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        string text = string.Join('\n', lines.Select((l, n) => $"{l}{delimiter}{(n == 0 ? "x" : $"{n}")}"));
        SeriesSet set = Read(text, new ReadOptions { Time = time, Targets = ["x"] });

        Assert.Equal(new Frequency(FrequencyUnit.Minute, 15), set.Frequency);
        Assert.Equal(new DateTime(2011, 1, 1, 0, 15, 0), set[0].TimeAt(0));
    }

    [Theory]
    [InlineData("yyyyMMdd HHmm", "20110101", "0015", "0030")]
    [InlineData("yyyyMMdd", "20110101", "0:15", "0:30")]
    public void ReadCsv_TakesAFormOfTheDate_OrOfBoth(string form, string day, string first, string second)
    {
        SeriesSet set = Read(
            $"d,h,x\n{day},{first},1\n{day},{second},2\n",
            new ReadOptions { Time = "d,h", TimeFormat = form, Targets = ["x"] });

        Assert.Equal(new DateTime(2011, 1, 1, 0, 15, 0), set[0].TimeAt(0));
    }

    [Fact]
    public void ReadCsv_TakesOneColumn_WhoseNameHasAComma() =>
        Assert.Equal(
            "date, local",
            Read(
                "\"date, local\",x\n2011-01-01,1\n2011-01-02,2\n", new ReadOptions { Time = "date, local" }).TimeName);

    [Fact]
    public void EveryHourIsReadBack_WhateverItsForm() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort First, byte Rows, bool Clock, bool Swapped)>(), form =>
        {
            var first = new DateTime(2011, 1, 1).AddHours(form.First);
            int rows = 2 + (form.Rows % 60);
            string text = "a,b,x\n" + string.Concat(Enumerable.Range(0, rows).Select(r =>
            {
                DateTime stamp = first.AddHours(r);
                string day = stamp.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                string hour = stamp.ToString(form.Clock ? "HH:mm" : "%H", CultureInfo.InvariantCulture);
                return $"{(form.Swapped ? hour : day)},{(form.Swapped ? day : hour)},{r}\n";
            }));
            SeriesSet set = Read(text, new ReadOptions { Time = "a,b", Targets = ["x"] });
            return set[0].Length == rows && set[0].Times.ToArray().Select((t, r) => t == first.AddHours(r)).All(t => t);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("24", "sales.csv:4:2: '24' in column 'hr' is not a time of day: hours go from 0 to 23. Correct it, or "
        + "call the column 'hour ending' if its hours go from 1 to 24.")]
    [InlineData("", "sales.csv:4:2: the hour in column 'hr' is empty. Write it, or remove the row.")]
    [InlineData("noon", "sales.csv:4:2: 'noon' in column 'hr' is neither an hour from 0 to 23 nor a time of day such "
        + "as 14:30. Correct it, or remove the row.")]
    public void Message_NamesTheHour_WhenItIsNone(string hour, string message) =>
        Assert.Equal(message, MessageIn($"day,hr,x\n2011-01-01,0,1\n2011-01-01,1,2\n2011-01-01,{hour},3\n", "day,hr"));

    [Fact]
    public void Message_NamesTheDate_WhenItIsNoneOrHasAClockToo()
    {
        Assert.Equal(
            "sales.csv:6:1: 'soon' in column 'day' is not a time stamp in the form of the first, '2011-01-01'. Write "
            + "it in that form, or remove the row.",
            MessageIn(
                "day,hr,x\n2011-01-01,0,1\n2011-01-01,2,2\n2011-01-01,3,2\n2011-01-01,4,2\nsoon,1,2\n", "day,hr"));
        Assert.Equal(
            "sales.csv:2:1: '2011-01-01 05:00' in column 'day' already contains a time of day, and so does column "
            + "'hr'. Pass only --time day.",
            MessageIn("day,hr,x\n2011-01-01 05:00,0,1\n2011-01-01 06:00,1,2\n", "day,hr"));
        Assert.Equal(
            "sales.csv has no column 'hour'. Its columns: day, hr, x.",
            MessageIn("day,hr,x\n2011-01-01,0,1\n", "day,hour"));
        Assert.Equal(
            "'a,b,c' names 3 columns. Pass --time with one column of time stamps, or with one of dates and one of "
            + "hours or times of day, such as day,hour.",
            MessageIn("day,hr,x\n2011-01-01,0,1\n", "a,b,c"));
    }

    [Theory]
    [InlineData("hr", "")]
    [InlineData("Hour", "")]
    [InlineData("time", ":00")]
    public void ReadCsv_FindsBothColumns_WhenDaysRepeatBesideAnHour(string name, string minutes)
    {
        SeriesSet set = Read(
            $"dteday,{name},x\n2011-01-01,22{minutes},1\n2011-01-01,23{minutes},2\n2011-01-02,0{minutes},3\n");

        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
        Assert.Equal($"dteday,{name}", set.TimeName);
        Assert.Contains($"The time of a row is read from the columns dteday,{name}.", set.Notes);
    }

    [Fact]
    public void Message_SuggestsBothColumns_WhenOneWasAskedFor() => Assert.Equal(
        "sales.csv:3:1: 2011-01-01 00:00:00 already appears on line 2. Pass --time dteday,hr to read both columns as "
        + "one time.",
        MessageIn("dteday,hr,x\n2011-01-01,0,1\n2011-01-01,1,2\n2011-01-01,2,3\n", "dteday"));

    [Fact]
    public void ReadCsv_LeavesATimeOfDayAlone_WhenOnlySeriesRepeatTheDays()
    {
        SeriesSet set = Read(
            "shop,day,time,x\na,2011-01-01,0:12:30,1\nb,2011-01-01,0:13:30,2\na,2011-01-02,0:14:30,3\n"
            + "b,2011-01-02,0:15:30,4\n", new ReadOptions { Id = "shop", Targets = ["x"] });

        Assert.Equal(new Frequency(FrequencyUnit.Day), set.Frequency);
        Assert.Equal("day", set.TimeName);
    }

    [Theory]
    [InlineData("he", "")]
    [InlineData("Hour Ending", "")]
    [InlineData("HourEnding", ":00")]
    public void HoursThatEnd_GoFromOneToTwentyFour(string name, string minutes)
    {
        string rows = string.Concat(Enumerable.Range(0, 72).Select(
            r => $"2024-03-0{1 + (r / 24)},{1 + (r % 24)}{minutes},{r * 7 % 11}\n"));

        SeriesSet set = Read($"date,{name},load\n" + rows);

        Assert.Equal("2024-03-01 00:00", set[0].LabelAt(0));
        Assert.Equal("2024-03-03 23:00", set[0].LabelAt(71));
        Assert.Contains(
            $"The time of a row is read from the columns date,{name}. Hour 1 begins at 00:00.", set.Notes);
    }

    [Theory]
    [InlineData(24, "'24' in column 'part' is not a time of day: hours go from 0 to 23. Correct it, or call the column "
        + "'hour ending' if its hours go from 1 to 24. 10 of 240 rows cannot be read, and at most 2 may be skipped. "
        + "10 rows have the same fault: the column seems to have another form or meaning.")]
    [InlineData(48, "'24' in column 'part' is not an hour: the column seems to count parts of a day. Write the time at "
        + "which each part begins, such as 14:30. 250 of 480 rows cannot be read, and at most 4 may be skipped. 250 "
        + "rows have the same fault: the column seems to have another form or meaning.")]
    public void OtherPartsOfADay_AreNamed_AndNotSkipped(int parts, string message)
    {
        string rows = string.Concat(Enumerable.Range(0, 10 * parts).Select(
            r => $"2024-03-{1 + (r / parts):00},{1 + (r % parts)},{r * 7 % 11}\n"));

        Assert.Equal(
            $"sales.csv:25:2: {message}",
            Assert.Throws<DataFormatException>(
                () => Read("date,part,load\n" + rows, new ReadOptions { Time = "date,part" })).OnCommandLine);
    }

    [Fact]
    public void Events_TakeDateAndHourAsOneTime()
    {
        EventLog log = EventReader.ReadCsv(
            new StringReader("user,day,hour,event\na,2011-01-01,5,in\na,2011-01-01,7,out\n"), "log.csv",
            new EventReadOptions { Time = "day,hour" });

        Assert.Equal([5, 7], log[0].Times.ToArray().Select(t => t.Hour));
        Assert.Equal("day,hour", log.TimeName);
    }

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", options);

    private static string MessageIn(string text, string? time) =>
        Assert.Throws<DataFormatException>(() => Read(text, new ReadOptions { Time = time, SkipBadRows = "0" }))
            .OnCommandLine;
}
