using Carousel.Jobs.Measuring;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

public class SpanScoresTests
{
    [Fact]
    public void Scores_AreWorkedByHand()
    {
        // True: PER 0-1, LOC 3-3 | LOC 0-0. Found: PER 0-1, LOC 3-4 (too long) | LOC 0-0, PER 2-2 (not there).
        SpanScores scores = Score("B-PER I-PER O B-LOC O|B-LOC O O", "B-PER I-PER O B-LOC I-LOC|B-LOC O B-PER");

        Assert.Equal(new FoundCounts(True: 3, Found: 4, Right: 2), scores.All);
        Assert.Equal(0.5, scores.All.Precision);
        Assert.Equal(2 / 3.0, scores.All.Recall);
        Assert.Equal(4 / 7.0, scores.All.F1, 1e-15);
        Assert.Equal(new FoundCounts(1, 2, 1), scores.Types["PER"]);
        Assert.Equal(new FoundCounts(2, 2, 1), scores.Types["LOC"]);

        // F1 of PER is 2/3 and of LOC 1/2: the mean, and the mean weighted by 1 and 2 true spans.
        Assert.Equal(((2 / 3.0) + 0.5) / 2, scores.MacroF1, 1e-15);
    }

    [Theory]
    [InlineData("B-A I-A", "I-A I-A", 1, 1, 1)] // a missing B changes nothing: I after O begins the same span
    [InlineData("B-A I-A", "B-A B-A", 1, 2, 0)] // a B too many cuts the span
    [InlineData("B-A B-A", "B-A I-A", 2, 1, 0)]
    [InlineData("B-A I-A", "B-A I-B", 1, 2, 0)] // a type changed inside makes two spans
    [InlineData("B-A I-A I-A", "O I-A I-A", 1, 1, 0)]
    [InlineData("B-A", "B-B", 1, 1, 0)]
    [InlineData("S-A", "B-A", 1, 1, 1)] // schemes may differ, the span is the same
    [InlineData("O", "O", 0, 0, 0)]
    public void AwkwardLabels_AreCountedAsConllevalCountsThem(
        string truth, string found, int there, int counted, int right) =>
        Assert.Equal(new FoundCounts(there, counted, right), Score(truth, found).All);

    [Fact]
    public void Shares_AreZero_WhereNothingIsThere()
    {
        SpanScores none = Score("O O", "O O");
        Assert.Equal(0, none.All.F1);
        Assert.Equal(0, none.All.Precision);
        Assert.Equal(0, none.MacroF1);
        Assert.Equal(0, Score("O", "B-A").All.Recall);
    }

    private static SpanScores Score(string truth, string found)
    {
        var scores = new SpanScores();
        foreach ((string First, string Second) in truth.Split('|').Zip(found.Split('|')))
        {
            scores.Add(LabelSpans.Of(First.Split(' ')), LabelSpans.Of(Second.Split(' ')));
        }

        return scores;
    }
}
