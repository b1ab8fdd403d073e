using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Files of the M4 competition: one row per series.</summary>
public sealed class WideFileTests
{
    private const string Header = "\"V1\",\"V2\",\"V3\",\"V4\"\n";

    [Theory]
    [InlineData("\"V1\",\"V2\",\"V3\",\"V4\"\n\"H1\",\"605\",\"586.5\",\"\"\n\"H2\",\"3\",\"4\",\"5\"\n")]
    [InlineData("V1,V2,V3,V4\nH1,605,586.5,,\nH2,3,4,5\n")]
    [InlineData("V1;V2;V3;V4\nH1;605;586.5\nH2;3;4;5\n")]
    [InlineData("V1,V2,V3\n\nH1,605,586.5\nH2,3,4,5")]
    public void AFileOfTheCompetition_IsRecognized(string text)
    {
        SeriesSet set = Read(text);

        Assert.Equal(["H1", "H2"], set.Series.Select(s => s.Id));
        Assert.Equal([605f, 586.5f], set[0].Column("value").ToArray());
        Assert.Equal([3f, 4f, 5f], set[1].Column("value").ToArray());
        Assert.Equal("id", set.IdName);
        Assert.Equal(["value"], set.Roles.Targets);
        Assert.Null(set.Frequency);
    }

    [Fact]
    public void AHeaderThatIsCut_IsRecognized()
    {
        string header = string.Join(',', Enumerable.Range(1, 20_000).Select(c => $"\"V{c}\""));

        Assert.True(WideFile.IsLikely(header[..65_536]));
        Assert.False(WideFile.IsLikely("V1,V2,V"));
    }

    [Theory]
    [InlineData("V1,V2\n1,2\n3,4\n", new[] { 2f, 4f })]
    [InlineData("V1,V3,V2\n1,2,3\n3,4,5\n", new[] { 3f, 5f })]
    public void OtherTables_AreTables(string text, float[] last)
    {
        SeriesSet set = Read(text);

        Assert.Equal(1, set.Count);
        Assert.Equal(last, set[0].Column(set.Roles.Targets[0]).ToArray());
    }

    [Fact]
    public void ASeriesThatCannotBeRead_IsSkippedAndNamed_UpToTheLimit()
    {
        const string Text = Header + "H1,1,2,3\nH2,1,broken,3\nH3,4,5,6\n";

        SeriesSet set = Read(Text, new ReadOptions { SkipBadRows = "1" });

        Assert.Equal(["H1", "H3"], set.Series.Select(s => s.Id));
        Assert.Contains(set.Notes, n => n.StartsWith(
            "1 of 3 rows cannot be read and is skipped: line 3 (", StringComparison.Ordinal));
        Assert.Throws<DataFormatException>(() => Read(Text));
    }

    [Fact]
    public void Format_SaysWhatItIs()
    {
        SeriesSet table = Read(Header + "1,2,3,4\n5,6,7,9\n", new ReadOptions { Format = SeriesFormat.Table });
        SeriesSet wide = Read("shop,first,second\na,1,2\nb,3,4\n", new ReadOptions { Format = SeriesFormat.M4 });

        Assert.Equal(["V4"], table.Roles.Targets);
        Assert.Equal([3f, 4f], wide[1].Column("value").ToArray());
    }

    [Fact]
    public void AGapIsRead_WhereItIsAskedFor()
    {
        string text = Header + "H1,1,NA,3\nH2,1,,3\nH3,1,-999,3,NA,\n";
        SeriesSet set = Read(text, new ReadOptions { Missing = ["-999"] });

        Assert.Equal([1f, float.NaN, 3f], set[2].Column("value").ToArray());
        Assert.Contains("3 cells of column 'value' are missing (1 empty, 1 'NA', 1 '-999').", set.Notes);
        Assert.Equal([1f, float.NaN, 3f], set[0].Column("value").ToArray());
        Assert.Equal([1f, float.NaN, 3f], set[1].Column("value").ToArray());
    }

    [Theory]
    [InlineData(
        "H1,1,2\nH2,1,x,3\n",
        "m4.csv:3:3: 'x' is not a number in column 'V3'. Pass Missing 'x' to read it as a gap. 1 of 2 rows cannot be "
        + "read, and at most 0 may be skipped. Pass SkipBadRows 1 to skip such rows.")]
    [InlineData("H1,,,\n", "m4.csv:2: series 'H1' has no values. Add some, or remove the line.")]
    [InlineData("H1,1,2\nH1,3,4\n", "m4.csv:3:1: series 'H1' already appears on line 2. Give each a different id.")]
    [InlineData("", "m4.csv has no series: a header, then a row for each series is expected.")]
    public void WhatCannotBeRead_IsSaidWithItsPlace(string rows, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<DataFormatException>(() => Read(Header + rows)).Message);

    [Fact]
    public void OtherColumns_AreNotThere()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => Read(Header + "H1,1,2\n", new ReadOptions { Known = ["price"] }));

        Assert.Equal("price", refused.MissingColumn);
        Assert.Contains("column 'price' does not exist where each row is a series", refused.Message);
        Assert.Contains(
            "Every needs time stamps",
            Assert.Throws<DataFormatException>(
                () => Read(Header + "H1,1,2\n", new ReadOptions { Every = "1h" })).Message);
    }

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "m4.csv", options);
}
