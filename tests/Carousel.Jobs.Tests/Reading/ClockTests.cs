using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Time stamps with offsets are on one clock, which other files are converted to.</summary>
public sealed class ClockTests
{
    private const string Change =
        "time,x\n2001-10-28T01:00+02:00,1\n2001-10-28T02:00+02:00,2\n2001-10-28T02:00+01:00,3\n"
        + "2001-10-28T03:00+01:00,4\n";

    [Fact]
    public void AChangeOfOffsets_IsSaid_AndStampsAreWrittenWithTheLastOne()
    {
        SeriesSet set = Read(Change);

        Assert.Equal("+02:00", set.Clock!.ToString());
        Assert.Equal("2001-10-28 04:00", set[0].LabelAt(3));
        Assert.Equal("2001-10-28 04:00+01:00", set.StampAt(0, 4));
        Assert.Contains(
            "Offsets of the time stamps are +02:00 and +01:00: all times are on the clock UTC+02:00, that of the first "
            + "row.", set.Notes);
    }

    [Fact]
    public void RowsInAnotherOrder_AreWrittenWithTheOffsetOfTheLatest()
    {
        string[] lines = Change.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        SeriesSet set = Read(string.Join('\n', lines[..1].Concat(lines[1..].Reverse())) + "\n");

        Assert.Equal("+01:00", set.Clock!.ToString());
        Assert.Equal("2001-10-28 04:00+01:00", set.StampAt(0, 4));
    }

    [Theory]
    [InlineData("2001-10-28T03:00:00Z\n2001-10-28T04:00:00Z", "2001-10-28 05:00+00:00")]
    [InlineData("2001-10-27 10:00 PM EST\n2001-10-27 11:00 PM EST", "2001-10-28 00:00-05:00")]
    [InlineData("1004238000\n1004241600", "2001-10-28 05:00+00:00")]
    [InlineData("2001-10-28 05:00\n2001-10-28 06:00", "2001-10-28 07:00")]
    public void AnotherFile_IsOnTheClockOfTheModel(string stamps, string next)
    {
        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader("time,x\n" + string.Join('\n', stamps.Split('\n').Select((s, t) => $"{s},{t}"))), "x.csv",
            new ReadOptions { Clock = StampClock.Parse("+02:00") });

        Assert.Equal("2001-10-28 05:00", set[0].LabelAt(0));
        Assert.Equal(next, set.StampAt(0, 2));
        Assert.Contains(set.Notes, n => n.Contains("on the clock", StringComparison.Ordinal)
            && n.Contains("the model", StringComparison.Ordinal) && n.Contains("UTC+02:00", StringComparison.Ordinal));
    }

    [Fact]
    public void TimesOfDay_StayAsTheyAre_WhereTheFirstRowsWereDays()
    {
        string[] days =
            [.. Enumerable.Range(1, 28).Select(d => $"2001-01-{d:00}T00:00+01:00")];
        StampFormat form = StampFormat.Find(days, plainNumbers: false, out _)!;
        Assert.NotNull(form.Clock!.DayStart);

        Assert.True(form.TryRead("2001-01-29T18:00+01:00", out DateTime stamp));

        Assert.Equal(new DateTime(2001, 1, 29, 18, 0, 0), stamp);
        Assert.Null(form.Clock!.DayStart);
    }

    [Fact]
    public void DaysAndMonths_KeepTheirDates_WhenOffsetsChange()
    {
        SeriesSet days = Read(
            "time,x\n2001-03-24T00:00+01:00,1\n2001-03-25T00:00+01:00,2\n2001-03-26T00:00+02:00,3\n");
        SeriesSet months = Read(
            "time,x\n2001-02-01T00:00+01:00,1\n2001-03-01T00:00+01:00,2\n2001-04-01T00:00+02:00,3\n");

        Assert.Equal(new Frequency(FrequencyUnit.Day), days.Frequency);
        Assert.Equal(new DateTime(2001, 3, 26), days[0].TimeAt(2));
        Assert.Equal("2001-03-27 00:00+02:00", days.StampAt(0, 3));
        Assert.Equal(FrequencyUnit.Month, months.Frequency!.Unit);
        Assert.Equal("+01:00 days from 00:00:00", months.Clock!.ToString());
        SeriesSet utc = SeriesReader.ReadCsv(
            new StringReader("time,x\n2001-02-28T23:00Z,1\n2001-03-31T22:00Z,2\n2001-04-30T22:00Z,3\n"), "utc.csv",
            new ReadOptions { Clock = months.Clock });
        Assert.Equal(new DateTime(2001, 4, 1), utc[0].TimeAt(1));
    }

    [Fact]
    public void RowsOnDisk_AreOnTheSameClock()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.csv", Change);
        var storage = new StorageOptions { Place = RowPlace.Disk };

        SeriesSet made = SeriesReader.ReadCsv(path, new ReadOptions(), storage);
        SeriesSet kept = SeriesReader.ReadCsv(path, new ReadOptions(), storage);

        Assert.Equal(Read(Change).Clock, made.Clock);
        Assert.Equal(made.Clock, kept.Clock);
        Assert.Equal("2001-10-28 04:00+01:00", kept.StampAt(0, 4));
    }

    [Fact]
    public void SecondsSince1970_AreWrittenAsBefore() =>
        Assert.Equal("2001-09-09 03:46:40", Read("time,x\n1000000000,1\n1000003600,2\n").StampAt(0, 2));

    [Fact]
    public void AFormOfTheUser_MayHaveOffsets()
    {
        var options = new ReadOptions { TimeFormat = "yyyy|MM|dd HH:mm zzz" };

        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader("time,x\n2001|10|28 02:00 +02:00,1\n2001|10|28 02:00 +01:00,2\n"), "x.csv",
            options with { Delimiter = ',' });

        Assert.Equal("2001-10-28 03:00", set[0].LabelAt(1));
    }

    [Fact]
    public void ALogOfEvents_IsOnTheClockOfTheModel()
    {
        EventLog log = EventReader.ReadCsv(
            new StringReader("id,time,event\na,2001-10-28T02:00+02:00,x\na,2001-10-28T02:00+01:00,y\n"), "x.csv");
        EventColumns columns = EventColumns.Of(log);

        EventLog other = columns.Read(
            JobInput.OfText("id,time,event\na,2001-10-28T00:00Z,x\na,2001-10-28T01:00Z,y\n"));

        Assert.Equal("+02:00", columns.Clock);
        Assert.Equal(log.AllTimes, other.AllTimes);
        Assert.Contains(other.Notes, n => n.Contains("that of the model", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("+02:00")]
    [InlineData("-05:30")]
    [InlineData("+00:00 days from 06:00:00")]
    public void AClock_IsReadAsItIsWritten(string text) => Assert.Equal(text, StampClock.Parse(text)!.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("2:00")]
    [InlineData("+19:00")]
    [InlineData("+02:00 days from 24:00:00")]
    public void WhatIsNoClock_IsNone(string? text) => Assert.Null(StampClock.Parse(text));

    private static SeriesSet Read(string text) => SeriesReader.ReadCsv(new StringReader(text), "x.csv");
}
