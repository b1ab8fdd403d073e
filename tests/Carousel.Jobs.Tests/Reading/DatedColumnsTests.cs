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

    [Theory]
    [InlineData("P,2019-01,2019-02,2019-03,Total\nA,1,2,3,6\nB,4,5,6,15\n", "2019-03", "Total")]
    [InlineData("P,01/2019,02/2019,03/2019,Note,Sum\nA,1,2,3,x,6\nB,4,5,6,,15\n", "2019-03", "Note, Sum")]
    [InlineData("P,201901,201902,201903\nA,1,2,3\nB,4,5,6\n", "2019-03", null)]
    [InlineData("P,01/01/2019,02/01/2019,03/01/2019\nA,1,2,3\nB,4,5,6\n", null, null)]
    [InlineData("P,01/11/2019,01/12/2019,01/01/2020\nA,1,2,3\nB,4,5,6\n", "2020-01", null)]
    [InlineData("P,Code,2019,2020,2021,\nA,a,1,2,3,\nB,b,4,5,6,\n", "2021", null)]
    [InlineData("P,2019 [YR2019],2020 [YR2020],2021 [YR2021]\nA,1,2,3\nB,4,5,6\n", "2021", null)]
    public void OtherHeaders_AreTimes_AndWhatFollowsIsLeftOut(string text, string? last, string? left)
    {
        if (last is null)
        {
            Assert.Contains("may begin with the day or with the month", Assert.Throws<DataFormatException>(
                () => Read(text)).Message, StringComparison.Ordinal);
            return;
        }

        SeriesSet set = Read(text);

        Assert.Equal([4f, 5f, 6f], set[1].Column("value").ToArray());
        Assert.Equal(last, set[0].LabelAt(2));
        Assert.Equal(left is not null, set.Notes.Any(n => n.EndsWith(
            $" are its times. Left out after them: {left}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void ARowOfMonths_IsAYearOfOneSeries()
    {
        SeriesSet set = Read(
            "Year,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Total\n2012,1,2,4,1,2,4,1,2,4,1,2,4,28\n"
            + "2013,1,2,4,,,,,,,,,,\n");

        Assert.Equal(1, set.Count);
        Assert.Equal(15, set[0].Length);
        Assert.Equal([1f, 2f, 4f], set[0].Column("value")[12..].ToArray());
        Assert.Equal("2013-03", set[0].LabelAt(14));
        Assert.Contains(
            "Each row is a year; the columns 'Jan' to 'Dec' are its months. Left out after them: Total.", set.Notes);
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
