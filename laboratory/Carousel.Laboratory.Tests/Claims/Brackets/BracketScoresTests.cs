using Carousel.Laboratory.Claims.Brackets;

namespace Carousel.Laboratory.Tests.Claims.Brackets;

public sealed class BracketScoresTests
{
    // ( [ ] ) [ ] and ( ), kinds 0 and 1: the answers are 0 1 0 none 1 none and 0 none.
    private static readonly int[][] _words = [[0, 1, 3, 2, 1, 3], [0, 2]];

    [Fact]
    public void RightAnswers_AreAllCounted()
    {
        BracketScores scores = Score([0, 1, 0, 2, 1, 2, 0, 2]);
        Assert.Equal(1, scores.Steps);
        Assert.Equal(1, scores.Closings);
        Assert.Equal(1, scores.Words);
        Assert.Equal(1, scores.Balanced);
        Assert.Equal(3 / 8.0, scores.ClosedShare);
    }

    [Fact]
    public void WrongAnswers_CountWhereTheyStand()
    {
        // Wrong after the third symbol, before the bracket that closes over a distance of 3, and at the end of the
        // second word.
        BracketScores scores = Score([0, 1, 1, 2, 1, 2, 0, 1]);
        Assert.Equal(6 / 8.0, scores.Steps);
        Assert.Equal(3 / 4.0, scores.Closings);
        Assert.Equal(0, scores.Words);
        Assert.Equal(((4 / 5.0) + (2 / 3.0)) / 2, scores.Balanced, 12);
        Assert.Equal([1, 0], scores.OverDistance[..2]);
        Assert.All(scores.OverDistance[2..], share => Assert.True(double.IsNaN(share)));
    }

    private static BracketScores Score(int[] answers)
    {
        float[] logits = [.. answers.SelectMany(a => Enumerable.Range(0, 3).Select(c => c == a ? 1f : 0f))];
        var scores = new BracketScores();
        scores.Add(_words, 2, logits);
        return scores;
    }
}
