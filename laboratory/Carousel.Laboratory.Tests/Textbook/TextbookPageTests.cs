using Carousel.Cli.Tests;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Textbook;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>The designs, the recorded runs and docs/explanation/textbook.md belong together.</summary>
public class TextbookPageTests
{
    /// <summary>Set to 1 to write the statements again.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private const string Begin = "<!-- statements -->\n";
    private const string End = "<!-- end of statements -->";

    [Fact]
    public void Page_ShowsTheRecordedRuns()
    {
        string file = Path.Combine(Repository.Folder, "docs", "explanation", "textbook.md");
        string page = File.ReadAllText(file).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "The page has no place for the statements.");
        string made = TextbookText.Page();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, page[..begin] + made + page[end..]);
            return;
        }

        Assert.True(
            made == page[begin..end],
            "The statements of docs/explanation/textbook.md are not those of the recorded runs; run this test once "
            + $"with {UpdateVariable}=1.");
    }

    [Fact]
    public void Statements_AreNumbered_AndDesignedWhole()
    {
        IReadOnlyList<TextbookStatement> all = StatementCatalogue.All;
        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(s => s.Number));
        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(s => s.Lesson).Order());
        Assert.All(all, s =>
        {
            Assert.InRange(s.Title.Split(' ').Length, 1, 10);
            Assert.EndsWith(".", s.Claim, StringComparison.Ordinal);
            Assert.True(
                s.Run.Length > 0 && s.Design.Length > 0 && s.Comparisons.Count > 0, $"{s.Number} has no design");
            Assert.True(s.Seeds is 1 or 20, $"{s.Number} has {s.Seeds} seeds");
        });
    }

    [Fact]
    public void Records_AreOfDesigns_WithTheirSeeds_AndSayWhy() =>
        Assert.All(StatementCatalogue.Recorded.Values, result =>
        {
            Assert.Equal(result.Statement.FirstSeed, result.FirstSeed);
            Assert.True(result.Statement.Why.Length > 0, $"{result.Statement.Number} says nothing of why");
            Assert.All(
                result.Statement.Comparisons, c => Assert.Equal(result.Statement.Seeds, result.Effects[c.Name].Count));
        });

    [Fact]
    public void EveryDesign_IsRecorded() => Assert.Equal(
        StatementCatalogue.Measured.Order(), StatementCatalogue.Recorded.Keys.Order());

    [Fact]
    public void Records_AreWhatTheirEffectsGive()
    {
        string folder = Path.Combine(
            Repository.Folder, "laboratory", "Carousel.Laboratory", "Textbook", "Recorded");
        foreach (StatementResult result in StatementCatalogue.Recorded.Values)
        {
            string kept = File.ReadAllText(Path.Combine(folder, $"{result.Statement.Number:00}.json"));
            Assert.Equal(kept.ReplaceLineEndings("\n"), StatementRecord.TextOf(result));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(20)]
    [InlineData(22)]
    [InlineData(41)]
    public void Run_GivesWhatIsRecorded_WithAnyNumberOfThreads(int number)
    {
        TextbookStatement statement = StatementCatalogue.All.Single(s => s.Number == number);
        var one = StatementResult.Measure(statement, new ClaimRun { Threads = 1 });
        var three = StatementResult.Measure(statement, new ClaimRun { Threads = 3 });
        Assert.Equal(StatementRecord.TextOf(one), StatementRecord.TextOf(three));
        Assert.Equal(StatementCatalogue.Recorded[number].Said, one.Said);
        Assert.All(statement.Comparisons, c => Assert.All(
            one.Effects[c.Name].Zip(StatementCatalogue.Recorded[number].Effects[c.Name]),
            pair => Assert.True(
                Math.Abs(pair.First - pair.Second) <= (1e-6 * Math.Abs(pair.Second)) + 1e-7,
                $"{c.Name}: {pair.First} and {pair.Second}")));
    }
}
