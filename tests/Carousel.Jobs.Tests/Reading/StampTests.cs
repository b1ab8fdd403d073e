using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Forms of time stamps, and columns that are called a time and cannot be read.</summary>
public sealed class StampTests
{
    [Theory]
    [InlineData("Sat, 05 May 2001 22:00:00 GMT|Sat, 05 May 2001 23:00:00 GMT|Sun, 06 May 2001 00:00:00 GMT")]
    [InlineData("2001-05-05 22:00 CEST|2001-05-05 23:00 CEST|2001-05-06 00:00 CEST")]
    [InlineData("5/5/2001 10:00 PM EDT|5/5/2001 11:00 PM EDT|5/6/2001 12:00 AM EDT")]
    [InlineData("2001-05-05 10:00 pm|2001-05-05 11:00 pm|2001-05-06 12:00 am")]
    [InlineData("5/5/2001, 10:00:00 p.m.|5/5/2001, 11:00:00 p.m.|5/6/2001, 12:00:00 a.m.")]
    [InlineData("2001/05/05 10PM|2001/05/05 11PM|2001/05/06 12AM")]
    [InlineData("Sat May  5 22:00:00 2001|Sat May  5 23:00:00 2001|Sun May  6 00:00:00 2001")]
    [InlineData("Sat May  5 22:00:00 MESZ 2001|Sat May  5 23:00:00 MESZ 2001|Sun May  6 00:00:00 MESZ 2001")]
    [InlineData("Sat May 05 2001 22:00:00 GMT+0200 (Central Europe)|Sat May 05 2001 23:00:00 GMT+0200 (Central Europe)"
        + "|Sun May 06 2001 00:00:00 GMT+0200 (Central Europe)")]
    [InlineData("2001-05-05T22:00+02:00[Europe/Berlin]|2001-05-05T23:00+02:00[Europe/Berlin]"
        + "|2001-05-06T00:00+02:00[Europe/Berlin]")]
    [InlineData("2001-05-05 22:00:00 UTC+2|2001-05-05 23:00:00 UTC+2|2001-05-06 00:00:00 UTC+2")]
    [InlineData("2001-05-05 22:00:00,125|2001-05-05 23:00:00,125|2001-05-06 00:00:00,125")]
    [InlineData("Sa., 5. Mai 2001, 22:00 Uhr|Sa., 5. Mai 2001, 23:00 Uhr|So., 6. Mai 2001, 00:00 Uhr")]
    [InlineData("Samstag, 5. Mai 2001 um 22:00|Samstag, 5. Mai 2001 um 23:00|Sonntag, 6. Mai 2001 um 00:00")]
    [InlineData("May 5, 2001 at 10:00 PM|May 5, 2001 at 11:00 PM|May 6, 2001 at 12:00 AM")]
    [InlineData("05/May/2001:22:00:00 +0200|05/May/2001:23:00:00 +0200|06/May/2001:00:00:00 +0200")]
    [InlineData("2001.05.05 22:00|2001.05.05 23:00|2001.05.06 00:00")]
    [InlineData("2001-05-05 22|2001-05-05 23|2001-05-06 00")]
    [InlineData("2001-05-05T22:00:00.000000000|2001-05-05T23:00:00.000000000|2001-05-06T00:00:00.000000000")]
    [InlineData("May 5th, 2001 10:00 PM|May 5th, 2001 11:00 PM|May 6th, 2001 12:00 AM")]
    [InlineData("2001-05-05_22:00:00|2001-05-05_23:00:00|2001-05-06_00:00:00")]
    [InlineData("20010505T220000Z|20010505T230000Z|20010506T000000Z")]
    [InlineData("05.05.2001 22:00 - 05.05.2001 23:00|05.05.2001 23:00 - 06.05.2001 00:00"
        + "|06.05.2001 00:00 - 06.05.2001 01:00")]
    [InlineData("2001050522|2001050523|2001050600")]
    [InlineData("20010505220000|20010505230000|20010506000000")]
    public void Hours_AreRead(string stamps)
    {
        SeriesSet set = Read(stamps);

        DateTime first = set[0].TimeAt(0)!.Value;
        Assert.Equal(new DateTime(2001, 5, 5, 22, 0, 0), first.Date.AddHours(first.Hour));
        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
    }

    [Theory]
    [InlineData("Week,n\n200110,5\n200111,2\n200112,7\n")]
    [InlineData("Week,n\n2001-10,5\n2001-11,2\n2001-12,7\n")]
    [InlineData("KW,n\n2001/10,5\n2001/11,2\n2001/12,7\n")]
    [InlineData("semaine,n\n2001-9,5\n2001-10,2\n2001-11,7\n")]
    public void YearsWithWeeks_AreRead_InAColumnOfWeeks(string text) => Assert.Equal(
        FrequencyUnit.Week, SeriesReader.ReadCsv(new StringReader(text), "weeks").Frequency?.Unit);

    [Theory]
    [InlineData("2001-W05|2001-W06|2001-W07", FrequencyUnit.Week, "2001-01-29")]
    [InlineData("Q1 2001|Q2 2001|Q3 2001", FrequencyUnit.Quarter, "2001-01-01")]
    [InlineData("FY2001 Q1|FY2001 Q2|FY2001 Q3", FrequencyUnit.Quarter, "2001-01-01")]
    [InlineData("200102|200103|200104", FrequencyUnit.Month, "2001-02-01")]
    [InlineData("2001M02|2001M03|2001M04", FrequencyUnit.Month, "2001-02-01")]
    [InlineData("02/2001|03/2001|04/2001", FrequencyUnit.Month, "2001-02-01")]
    [InlineData("Feb. 2001|März 2001|Apr. 2001", FrequencyUnit.Month, "2001-02-01")]
    [InlineData("janv. 2001|févr. 2001|mars 2001", FrequencyUnit.Month, "2001-01-01")]
    [InlineData("1. Okt 2001|1. Nov 2001|1. Dez 2001", FrequencyUnit.Month, "2001-10-01")]
    public void LongSteps_AreRead(string stamps, FrequencyUnit unit, string first)
    {
        SeriesSet set = Read(stamps);

        Assert.Equal(DateTime.Parse(first, CultureInfo.InvariantCulture), set[0].TimeAt(0));
        Assert.Equal(unit, set.Frequency!.Unit);
    }

    [Theory]
    [InlineData("2001-Q1|2001-Q2|2001-Q3", "2001-Q4")]
    [InlineData("Q2 2001|Q3 2001|Q4 2001", "2002-Q1")]
    [InlineData("2001-01|2001-04|2001-07", "2001-10")]
    [InlineData("2001-W51|2001-W52|2002-W01", "2002-W02")]
    [InlineData("2001-W05-3|2001-W06-3|2001-W07-3", "2001-02-21")]
    public void TheRowAfterTheLast_IsWrittenAsItsStampsAreRead(string stamps, string next) =>
        Assert.Equal(next, Read(stamps).StampAt(0, 3));

    [Theory]
    [InlineData("date", "2001-01-32", "x.csv:2:1: '2001-01-32' in column 'date' is not a time stamp that")]
    [InlineData("Datum", "gestern", "x.csv:2:1: 'gestern' in column 'Datum' is not a time stamp that is understood.")]
    [InlineData("InvoiceDate", "2001-13-01", "x.csv:2:1: '2001-13-01' in column 'InvoiceDate' is not a time stamp")]
    [InlineData("time", "2001-01-01 10:00 IST", "x.csv:2:1: '2001-01-01 10:00 IST' in column 'time' is not a time")]
    public void AColumnThatIsCalledATime_AndCannotBeRead_IsRefused(string name, string cell, string message)
    {
        var caught = Assert.Throws<DataFormatException>(
            () => ReadText($"{name},x\n{cell},1\n{cell},2\n{cell},3\n{cell},4\n"));

        Assert.StartsWith(message, caught.OnCommandLine, StringComparison.Ordinal);
        Assert.Contains("--time none", caught.OnCommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFirstCellInAnotherForm_IsNamed()
    {
        var caught = Assert.Throws<DataFormatException>(
            () => ReadText("date,x\n2001-01-01,1\n03.01.2001,2\n2001-01-03,3\n"));

        Assert.StartsWith(
            "x.csv:3:1: '03.01.2001' in column 'date' is not a time stamp in the form of the first, '2001-01-01'.",
            caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongFirstCell_DoesNotHideTheColumn()
    {
        string days = string.Concat(Enumerable.Range(1, 300).Select(
            d => $"{new DateTime(2001, 1, 1).AddDays(d):yyyy-MM-dd},{d % 7}.5\n"));

        SeriesSet set = ReadText("date,x\nsoon,0.5\n" + days);

        Assert.Equal(new DateTime(2001, 1, 2), set[0].TimeAt(0));
        Assert.Contains(set.Notes, n => n.Contains("line 2 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("day,x\nMon,1\nTue,2\nWed,3\n")]
    [InlineData("time,x\n0.5,1\n1.0,2\n1.5,3\n")]
    [InlineData("delivery time,x\nfast,1\nslow,2\nfast,3\n")]
    [InlineData("date,x\n3001,1\n3002,2\n3003,3\n")]
    public void NamesAndNumbers_AreNoTimes(string text) => Assert.Null(ReadText(text).TimeName);

    [Fact]
    public void DaysOfSpreadsheets_AreDates()
    {
        SeriesSet days = ReadText("date,x\n45291,1\n45292,2\n45293,4\n");
        SeriesSet hours = ReadText("date,x\n45291,1\n45291.0416666667,2\n45291.0833333333,4\n");

        Assert.Equal("2023-12-31", days[0].LabelAt(0));
        Assert.Equal("2023-12-31 02:00", hours[0].LabelAt(2));
    }

    [Fact]
    public void AColumnWithAnotherUse_IsNotRefused() => Assert.Null(SeriesReader.ReadCsv(
        new StringReader("date,x\nodd,1\neven,2\nodd,3\n"), "x.csv", new ReadOptions { Id = "date" })
        .TimeName);

    private static SeriesSet Read(string stamps) => ReadText(
        "date,x\n" + string.Concat(stamps.Split('|').Select((s, t) => $"\"{s}\",{t}\n")));

    private static SeriesSet ReadText(string text) => SeriesReader.ReadCsv(new StringReader(text), "x.csv");

    [Theory]
    [InlineData("runtime", "00:12:30")]
    [InlineData("Laufzeit", "1.250,5.3")]
    [InlineData("delivery_time", "00:12:30")]
    [InlineData("response time", "12.5")]
    [InlineData("last_update", "12.5")]
    [InlineData("uptime", "12.5")]
    public void ADuration_IsNoTime(string name, string cell)
    {
        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader($"x;{name}\n1;{cell}\n2;{cell}\n4;{cell}\n"), "x.csv", new ReadOptions());

        Assert.Equal(3, set[0].Length);
        Assert.Null(set.TimeName);
    }

    [Theory]
    [InlineData("InvoiceDate")]
    [InlineData("Bestelldatum")]
    [InlineData("delivery_date")]
    [InlineData("Time (UTC)")]
    public void ATimeThatCannotBeRead_IsRefused(string name) => Assert.Contains(
        $"in column '{name}' is not a time stamp",
        Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(
            new StringReader($"x;{name}\n1;31_12_2001\n2;32_12_2001\n"), "x.csv", new ReadOptions())).Message,
        StringComparison.Ordinal);
}
