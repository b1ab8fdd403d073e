using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Rows that cannot be read are skipped up to a limit, counted and named; so are rows of totals.</summary>
public sealed class BadRowsTests
{
    private const int Rows = 300;

    [Fact]
    public void ReadCsv_SkipsOnePercent_AndNamesTheFirstThree()
    {
        SeriesSet set = Read(Table((41, "2020-02-09,ill"), (52, "yesterday,3"), (11, "2020-01-10")));

        Assert.Equal(Rows, set[0].Length);
        Assert.True(float.IsNaN(set[0][9, 0]) && float.IsNaN(set[0][39, 0]) && float.IsNaN(set[0][50, 0]));
        Assert.Equal(3, set[0].Column(0).ToArray().Count(float.IsNaN));
        Assert.Contains(
            "3 of 300 rows cannot be read and are skipped: line 11 (the line has 1 cell separated by ',', but the "
            + "header has 2 cells), line 41 ('ill' is not a number in column 'x'), line 52 ('yesterday' in column "
            + "'date' is not a time stamp in the form of the first, '2020-01-01').", set.Notes);
    }

    [Fact]
    public void ReadCsv_NamesTheFirstRowTheCountAndTheOption_BeyondTheLimit()
    {
        string text = Table((41, "2020-02-09,ill"), (52, "yesterday,3"), (11, "2020-01-10"), (12, "2020-01-11,b"));

        Assert.Equal(
            "sales.csv:11: the line has 1 cell separated by ',', but the header has 2 cells. Add the missing values, "
            + "or remove the line. 4 of 300 rows cannot be read, and at most 3 may be skipped. Pass --skip-bad-rows 4 "
            + "to skip such rows.", MessageOf(text, "1%"));
        Assert.Equal(
            "sales.csv:11: the line has 1 cell separated by ',', but the header has 2 cells. Add the missing values, "
            + "or remove the line.", MessageOf(text, "0"));
        Assert.Contains(
            "skipped: 2 like line 12 ('b' is not a number in column 'x'), line 11 (", Read(text, "4").Notes[^2]);
        Assert.EndsWith("skipped: 4 like line 41 ('ill' is not a number in column 'x').", Read(Table(
            (41, "2020-02-09,ill"), (42, "2020-02-10,b"), (43, "2020-02-11,c"), (44, "2020-02-12,d")), "4").Notes[^2]);
    }

    [Fact]
    public void ReadCsv_GivesTheFirstFaultAlone_WhenNoRowCanBeRead() =>
        Assert.Equal(
            "sales.csv:2:2: 'ill' is not a number, and column 'x' begins without any. Name a column of numbers.",
            Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(
                new StringReader("date,x\n2020-01-01,ill\n2020-01-02,ill\n"), "sales.csv",
                new ReadOptions { Targets = ["x"] })).OnCommandLine);

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101%")]
    [InlineData("%")]
    [InlineData("")]
    public void SkipBadRows_RefusesWhatIsNoNumberOfRowsAndNoShare(string text) =>
        Assert.Equal(
            $"--skip-bad-rows must be a number of rows such as 5, or a share such as 2%, but is '{text}'.",
            Assert.Throws<OptionException>(() => new ReadOptions { SkipBadRows = text }).OnCommandLine);

    [Theory]
    [InlineData("Summe,4527.5")]
    [InlineData("Grand total:,4527.5")]
    [InlineData("TOTAL")]
    [InlineData("Gesamt 2020,,")]
    public void ReadCsv_SkipsARowOfTotalsAtTheEnd_AndNamesIt(string total)
    {
        SeriesSet set = Read("date,x\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n" + total + "\n");

        Assert.Equal([1f, 2f, 3f], set[0].Column(0).ToArray());
        Assert.Contains(set.Notes, n => n.StartsWith("Line 5 is a row of totals ('", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadCsv_MakesNoSeriesOfARowOfTotals()
    {
        SeriesSet set = SeriesReader.ReadCsv(
            new StringReader("day,shop,x\n2020-01-01,A,1\n2020-01-02,A,2\n2020-01-01,B,3\n2020-01-02,B,4\n,Summe,10\n"),
            "sales.csv", new ReadOptions { Id = "shop" });

        Assert.Equal(["A", "B"], set.Series.Select(s => s.Id));
        Assert.Contains("Line 6 is a row of totals ('Summe') and is skipped.", set.Notes);
    }

    [Fact]
    public void ReadCsv_RefusesARowOfTotals_AboveOtherRows() =>
        Assert.StartsWith(
            "sales.csv:4:1: 'Summe' in column 'date' is not a time stamp",
            MessageOf("date,x\n2020-01-01,1\n2020-01-02,2\nSumme,3\n2020-01-03,3\n", "1%"));

    [Fact]
    public void ReadEvents_SkipsRowsAndTotals()
    {
        string[] rows = [.. Enumerable.Range(0, 200).Select(r => $"c{r % 5},2020-01-{(r / 10) + 1:00},buy,{r % 7}")];
        rows[20] = ",2020-01-03,buy,1";
        rows[30] = "c0,soon,buy,1";
        EventLog log = EventReader.ReadCsv(
            new StringReader("id,time,event,amount\n" + string.Join('\n', rows) + "\n,Total,,600\n"), "log.csv");

        Assert.Equal(198, log.EventCount);
        Assert.Contains(log.Notes, n => n.StartsWith("2 of 200 rows cannot be read", StringComparison.Ordinal));
        Assert.Contains("Line 202 is a row of totals ('Total') and is skipped.", log.Notes);
        Assert.Equal(199, log.Rows().Max());
    }

    private static string Table(params (int Line, string Text)[] replaced)
    {
        string[] lines =
        [
            "date,x",
            .. Enumerable.Range(0, Rows).Select(r => $"{new DateTime(2020, 1, 1).AddDays(r):yyyy-MM-dd},{r % 7}.5"),
        ];
        foreach ((int line, string text) in replaced)
        {
            lines[line - 1] = text;
        }

        return string.Join('\n', lines);
    }

    private static SeriesSet Read(string text, string skip = "1%") => SeriesReader.ReadCsv(
        new StringReader(text), "sales.csv", new ReadOptions { SkipBadRows = skip });

    private static string MessageOf(string text, string skip) =>
        Assert.Throws<DataFormatException>(() => Read(text, skip)).OnCommandLine;
}
