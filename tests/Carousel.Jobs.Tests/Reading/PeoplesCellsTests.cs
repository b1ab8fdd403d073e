using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Missing values, yes and no, and rows ahead as people write them, without any option.</summary>
public sealed class PeoplesCellsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("NaN")]
    [InlineData("NULL")]
    [InlineData("k.A.")]
    [InlineData("-")]
    [InlineData("–")]
    [InlineData("#N/A")]
    public void ReadCsv_ReadsTheUsualMarksAsMissing_AndCountsThem(string mark)
    {
        SeriesSet set = Read($"date,x\n2001-01-01,1\n2001-01-02,{mark}\n2001-01-03,3\n2001-01-04,-4\n");

        Assert.Equal([1f, float.NaN, 3f, -4f], set[0].Column(0).ToArray());
        Assert.Contains(
            $"1 cell of column 'x' is missing ({(mark.Length == 0 ? "empty" : $"'{mark}'")}).", set.Notes);
    }

    [Fact]
    public void ReadCsv_TakesAColumnOfMarksAndNumbersForNumbers()
    {
        string[] cells = ["NA", "NA", "NA", "NA", "NA", "1", "2", "NA", "4"];
        SeriesSet set = Read(
            "date,x\n" + string.Concat(cells.Select((c, d) => $"2001-01-0{d + 1},{c}\n")));

        Assert.Equal("x", set.Roles.Targets.Single());
        Assert.Contains("6 cells of column 'x' are missing ('NA').", set.Notes);
    }

    [Theory]
    [InlineData("True", "False")]
    [InlineData("yes", "no")]
    [InlineData("JA", "nein")]
    [InlineData("oui", "non")]
    [InlineData("sí", "no")]
    [InlineData("On", "Off")]
    [InlineData("t", "f")]
    public void ReadCsv_ReadsYesAndNoAsNumbers_WhereTheyAreNamed(string yes, string no)
    {
        string text = $"date,x,promo\n2001-01-01,1,{yes}\n2001-01-02,2,{no}\n2001-01-03,3,\n2001-01-04,4,{yes}\n";
        SeriesSet set = Read(text, new ReadOptions { Known = ["promo"] });

        Assert.Equal([1f, 0f, float.NaN, 1f], set[0].Column("promo").ToArray());
        Assert.Contains($"In column 'promo' '{yes}' is read as 1 and '{no}' is read as 0.", set.Notes);
        Series flags = Read(text, new ReadOptions { Targets = ["promo"] })[0];
        Assert.Equal([1f, 0f, float.NaN, 1f], flags.Column(0).ToArray());
        Assert.Equal(["x"], Read(text, new ReadOptions { Targets = ["all"] }).Columns);
    }

    [Fact]
    public void ReadCsv_RefusesAWord_InAColumnOfNumbers_AndANumberAmongWords()
    {
        Assert.StartsWith("sales.csv:4:2: 'no' is not a number", MessageOf("1", "2", "no"));
        string[] words = [.. Enumerable.Repeat("yes", 9)];
        Assert.StartsWith("sales.csv:11:2: '2.5' is not a number", MessageOf([.. words, "2.5", "no"]));
        Assert.StartsWith("sales.csv:11:2: 'maybe' is not a number", MessageOf([.. words, "maybe", "no"]));
    }

    [Fact]
    public void ReadCsv_BeginsTheFutureAfterTheLastTarget()
    {
        const string Text =
            "date,x,promo,note\n2001-01-01,1,ja,\n2001-01-02,,nein,\n2001-01-03,3,ja,\n2001-01-04,,ja,\n"
            + "2001-01-05,,nein,\n2001-01-06,,,\n";
        Series plain = Read(Text)[0];
        Series known = Read(Text, new ReadOptions { Known = ["promo"] })[0];

        Assert.Equal((3, 0), (plain.Length, plain.FutureRows));
        Assert.Equal((5, 2), (known.Length, known.FutureRows));
        Assert.Equal([1f, 0f], known.Column("promo")[3..].ToArray());
        Assert.Contains(
            "3 rows at the end without a target: the forecast starts after the last row with one.", Read(Text).Notes);
        Assert.Contains("1 cell of column 'x' is missing (empty).", Read(Text).Notes);
    }

    [Fact]
    public void ReadCsv_LeavesAColumnOfWordsAlone_WhenNobodyNamesIt()
    {
        SeriesSet set = Read("date,open,x\n2001-01-01,yes,1\n2001-01-02,no,2\n2001-01-03,yes,3\n");

        Assert.Equal(["x"], set.Columns);
        Assert.DoesNotContain(set.Notes, n => n.Contains("'open'", StringComparison.Ordinal));
    }

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", options);

    private static string MessageOf(params string[] cells) => Assert.Throws<DataFormatException>(() => Read(
        "date,x\n" + string.Concat(cells.Select((c, d) => $"2001-01-{d + 1:00},{c}\n")),
        new ReadOptions { Targets = ["x"] })).Message;

    [Fact]
    public void TheNote_CountsEachMarker_AndNoneOfRowsAhead() => Assert.Contains(
        "3 cells of column 'x' are missing (1 empty, 2 'NA').",
        SeriesReader.ReadCsv(
            new StringReader(
                "time,x\n2001-01-01,1\n2001-01-02,NA\n2001-01-03,\n2001-01-04,NA\n2001-01-05,2\n2001-01-06,5\n"
                + "2001-01-07,3\n2001-01-08,NaN\n"),
            "x.csv", new ReadOptions { Targets = ["x"] }).Notes);
}
