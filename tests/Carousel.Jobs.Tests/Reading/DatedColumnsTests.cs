using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Tables with a column for each time: a row is a series.</summary>
public sealed class DatedColumnsTests
{
    [Theory]
    [InlineData("product,2021-11,2021-12,2022-01\nA,1,2,3\nB,4,5,6\n", FrequencyUnit.Month, "2022-01", "A")]
    [InlineData("Land;Code;2019;2020;2021\nAruba;ABW;1;2;3\nChad;TCD;4;5;6\n", FrequencyUnit.Year, "2021", "Aruba/ABW")]
    [InlineData("id,1/30/2024,1/31/2024,2/1/2024\nA,1,2,3\nB,4,5,6\n", FrequencyUnit.Day, "2024-02-01", "A")]
    public void EachRow_IsASeries(string text, FrequencyUnit unit, string last, string first)
    {
        SeriesSet set = Read(text);

        Assert.Equal(2, set.Count);
        Assert.Equal(first, set[0].Id);
        Assert.Equal([4f, 5f, 6f], set[1].Column("value").ToArray());
        Assert.Equal(unit, set.Frequency?.Unit);
        Assert.Equal(last, set[0].LabelAt(2));
        Assert.Contains(set.Notes, n => n.StartsWith("Each row is a series; the columns '", StringComparison.Ordinal));
    }

    [Fact]
    public void ASeries_GoesFromItsFirstValueToItsLast_AndHoldsGapsBetween()
    {
        SeriesSet set = Read("id,2017,2018,2019,2020,2021\nA,,1,,3,\nB,1,2,3,4,5\n");

        Assert.Equal("2018", set[0].LabelAt(0));
        Assert.Equal([1f, float.NaN, 3f], set[0].Column("value").ToArray());
        Assert.Equal(5, set[1].Length);
    }

    [Fact]
    public void AWrongCell_IsNamedWithItsLine() => Assert.Contains(
        "sales.csv:3", Assert.Throws<DataFormatException>(
            () => Read("id,2017,2018,2019\nA,1,2,3\nB,4,five,6\n")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("date,x,y,z\n2021-11-01,1,2,3\n2021-11-02,4,5,6\n")]
    [InlineData("id,2017,2018\nA,1,2\nB,4,5\n")]
    [InlineData("date,2001,2002,2003\n2021-11-01,1,2,3\n2021-11-02,4,5,6\n")]
    [InlineData("row,1101,1102,1103\nA,1,2,3\nB,4,5,6\n")]
    [InlineData("row,2019,2017,2018\nA,1,2,3\nB,4,5,6\n")]
    [InlineData("row,4006381333931,4006381333948,4006381333955\nA,1,2,3\nB,4,5,6\n")]
    public void OtherTables_AreTables(string text) => Assert.Equal(1, Read(text).Count);

    [Fact]
    public void AColumnThatWasAskedFor_IsThere()
    {
        const string Text = "id,2017,2018,2019\nA,1,2,3\nB,4,5,6\n";

        Assert.Equal(1, Read(Text, new ReadOptions { Targets = ["2019"] }).Count);
        Assert.Equal(1, Read(Text, new ReadOptions { Known = ["2018"] }).Count);
    }

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", options);
}
