using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>What surrounds the network: tokens of text, the baseline, vectors, the split, scores of labels.</summary>
public sealed class TagPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("I don't know John's e-mail (john@x.com)...", "I|do|n't|know|John|'s|e-mail|(|john@x.com|)|...")]
    [InlineData("They’re at 3.14, O'Neill & co!", "They|’re|at|3.14|,|O'Neill|&|co|!")]
    [InlineData("@paul #top https://x.org/a?b=1 \"so\"", "@paul|#top|https://x.org/a?b=1|\"|so|\"")]
    [InlineData("  \t ", "")]
    [InlineData("naïve Čapek 東京", "naïve|Čapek|東京")]
    public void Text_IsCutAtBlanksMarksAndClitics(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', TextTokens.Of(text)));

    [Fact]
    public void FrequentLabel_TakesTheWord_ThenItsEnding_ThenTheMostFrequentOfAll()
    {
        FrequentLabel frequent = FrequentLabel.Of(
        [
            new TokenSentence(["run", "run", "Run", "sing"], ["V", "V", "N", "V"], 1),
            new TokenSentence(["nation", "station", "12"], ["N", "N", "D"], 2),
        ]);
        Assert.Equal("V", frequent.LabelOf("run"));
        Assert.Equal("N", frequent.LabelOf("ration")); // -ation
        Assert.Equal("V", frequent.LabelOf("bring")); // -ing
        Assert.Equal("D", frequent.LabelOf("9")); // any digits
        Assert.Equal("V", frequent.LabelOf("?")); // no ending: the most frequent of tokens in small letters
    }

    [Fact]
    public void Vectors_OfBothTextFormats_AreRead()
    {
        WordVectors glove = Vectors("the 0.1 -2e-1\ncat 1 2\nthe 9 9\n"),
            word2vec = Vectors("2 2\nthe 0.1 -2e-1\ncat 1 2\n");
        Assert.Equal([0, 0, 0.1f, -0.2f, 1, 2], glove.Values);
        Assert.Equal(glove.Values, word2vec.Values);
        Assert.Equal((2, 2), (glove.Size, glove.Words.NumberOf("cat")));
    }

    [Theory]
    [InlineData("the 1 2\ncat 1\n", ":2: the line has 1 number, but")]
    [InlineData("the 1 2\ncat 1 2 3\n", ":2: the line has 3 numbers")]
    [InlineData("the 1 x\n", ":1:3: 'x' is not a finite number")]
    [InlineData("the\n", ":1: the line has 0 numbers")]
    [InlineData("2 2\n", "contains no vector")]
    public void Vectors_OfAnotherWidth_AreRefusedWithTheirLine(string text, string what) =>
        Assert.Contains(
            what, Assert.Throws<DataFormatException>(() => Vectors(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Split_TakesBlocksOfNeighbors_FromTheWholeFile()
    {
        TokenSentence[] sentences = [.. Enumerable.Range(0, 2000).Select(n => new TokenSentence(["a"], ["X"], n))];
        DataParts<TokenSentence> split = TagData.Divide(sentences, 0.1, 0.1);
        Assert.Equal((1600, 200, 200), (split.Training.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(sentences.Length, split.All.Select(s => s.Line).Distinct().Count());
        Assert.Equal(Enumerable.Range(90, 10).Select(n => (long)n), split.Test.Take(10).Select(s => s.Line));
        Assert.Equal(Enumerable.Range(1990, 10).Select(n => (long)n), split.Test.TakeLast(10).Select(s => s.Line));
        Assert.Empty(TagData.Divide(sentences, 0, 0.5).Validation);
    }

    [Fact]
    public void Scores_CountTokensLabelsMistakesAndUnknownWords()
    {
        TokenSentence[] sentences = [new(["a", "b", "c"], ["X", "Y", "Y"], 1), new(["d"], ["Z"], 2)];
        var scores = new TagScores(sentences, [["X", "X", "Y"], ["X"]], token => token != "d", LabelScheme.Plain);
        Assert.Equal((4, 2, 1, 0), (scores.Tokens, scores.Right, scores.UnknownTokens, scores.UnknownRight));
        Assert.Equal((0.5, 0.0), (scores.Accuracy, scores.UnknownAccuracy));
        Assert.Equal(["Y", "X", "Z"], scores.Labels);
        Assert.Equal(
            [(2L, 1L, 1L), (1L, 3L, 1L), (1L, 0L, 0L)],
            Enumerable.Range(0, 3)
                .Select(l => (scores.Pairs.TrueCount(l), scores.Pairs.AnswerCount(l), scores.Pairs[l, l])));
        Assert.Equal([("Y", "X", 1L), ("Z", "X", 1L)], scores.Mistakes);
        Assert.Equal(((2 / 3.0) + 0.5 + 0) / 3, scores.MacroF1, 1e-15);
    }

    [Theory]
    [InlineData("id,a,b\n1,2,3\n", "has no column 'label'")]
    [InlineData("id,label\n1,X\n", "no column of numbers")]
    [InlineData("id,a,label\n1,x,X\n", ":2:2: 'x'")]
    [InlineData("id,a,label\n1,2,\n", ":2:3: the label")]
    public void StepsOfNumbers_AreRefusedWithTheirPlace(string text, string what)
    {
        File.WriteAllText(_folder.File("steps.csv"), text);
        Assert.Contains(
            what,
            Assert.Throws<DataFormatException>(
                () => StepReader.Read(_folder.File("steps.csv"), null, null, needsLabels: true)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void BadRowsOfSteps_AreSkippedCountedAndNamed_UpToOneInAHundred()
    {
        IEnumerable<string> good = Enumerable.Range(0, 198).Select(r => $"{r / 99},{r % 7},X");
        File.WriteAllLines(_folder.File("steps.csv"), ["id,a,label", "0,x,X", .. good, "1,3,"]);

        TokenFile file = StepReader.Read(_folder.File("steps.csv"), null, null, needsLabels: true);

        Assert.Equal([99, 99], file.Sentences.Select(s => s.Tokens.Count));
        Assert.Equal(1, file.Sentences[0].Rows[0]);
        string note = Assert.Single(file.Notes, n => n.Contains("skipped", StringComparison.Ordinal));
        Assert.StartsWith(
            "2 of 200 rows cannot be read and are skipped: line 2 ('x' in column 'a' is not a number), line 201 (the "
            + "label in column 'label' is empty", note, StringComparison.Ordinal);
        Assert.Contains(
            ":2:2: 'x'",
            Assert.Throws<DataFormatException>(() => StepReader.Read(
                _folder.File("steps.csv"), null, null, needsLabels: true, new ReadOptions { SkipBadRows = "0" }))
                .Message,
            StringComparison.Ordinal);
    }

    private WordVectors Vectors(string text)
    {
        File.WriteAllText(_folder.File("vectors.txt"), text);
        return WordVectors.Read(_folder.File("vectors.txt"));
    }
}
