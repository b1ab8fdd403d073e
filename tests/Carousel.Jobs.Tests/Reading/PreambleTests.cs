using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Lines above the header, and files that are not tables.</summary>
public sealed class PreambleTests
{
    private const string Rows = "2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n2024-01-04,7\n";

    [Theory]
    [InlineData("Sales report\nGenerated 2024-03-01\n\ndate,sales\n", 4)]
    [InlineData("Sales report,\ndate,sales\n", 2)]
    [InlineData("# made by a logger\ndate,sales\n", 2)]
    public void LinesAboveTheHeader_AreSkipped_WithANote(string above, int header)
    {
        SeriesSet set = Read(above + Rows);

        Assert.Equal([1f, 2f, 4f, 7f], set[0].Column("sales").ToArray());
        Assert.Contains(
            $"The header is line {header}; what is above it is skipped.", set.Notes);
    }

    [Fact]
    public void SeparatorOfTheTable_IsFound_NotThatOfTheTitle()
    {
        SeriesSet set = Read("Export, of March\nDatum;Wert\n01.03.2024;1,5\n02.03.2024;2,5\n03.03.2024;3,5\n");

        Assert.Equal([1.5f, 2.5f, 3.5f], set[0].Column("Wert").ToArray());
    }

    [Fact]
    public void HeaderThatLacksAName_IsNoTitle() => Assert.Contains(
        "the line has 3 cells", Assert.Throws<DataFormatException>(
            () => Read("date,sales\n2024-01-01,1,2\n2024-01-02,2,3\n2024-01-03,4,5\n")).Message);

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>\n")]
    [InlineData("<html>\n<head><title>404 Not Found</title></head>\n")]
    [InlineData("<?xml version=\"1.0\"?><rows/>\n")]
    public void XmlAndPages_AreNamed(string text) => Assert.Equal(
        "sales.csv is XML or a web page, not a table. Save it as CSV: a header, then a line for each row.",
        Assert.Throws<DataFormatException>(() => Read(text)).Message);

    [Fact]
    public void DayAndMonth_AreToldApart_ByRowsFarBelow()
    {
        string rows = string.Concat(Enumerable.Range(0, 20).SelectMany(
            day => Enumerable.Range(0, 24).Select(hour => $"1/{day + 1}/2024,{hour},{day}\n")));

        SeriesSet set = Read("date,hour,load\n" + rows);

        Assert.Equal("2024-01-20 23:00", set[0].LabelAt(479));
    }

    [Fact]
    public void Header_MayBeginWithAnAngle() =>
        Assert.Equal("<CLOSE>", Read("<DATE>,<CLOSE>\n2024-01-01,1\n2024-01-02,2\n").Columns[0]);

    private static SeriesSet Read(string text) => SeriesReader.ReadCsv(new StringReader(text), "sales.csv");
}
