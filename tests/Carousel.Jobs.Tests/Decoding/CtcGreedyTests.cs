using Carousel.Jobs.Decoding;

namespace Carousel.Jobs.Tests.Decoding;

public class CtcGreedyTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(6, 2)]
    [InlineData(1, 4)]
    public void Labels_AreThoseOfTheLikeliestPath(int steps, int classes)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] scores = AllPaths.Scores(steps, classes, seed);
            (int[] path, double _, int[] labels) = AllPaths.Of(scores, classes).MaxBy(p => p.Probability);
            IReadOnlyList<AlignedLabel> found = CtcGreedy.Decode(scores, classes);
            Assert.Equal(labels, found.Select(l => l.Label));
            foreach (AlignedLabel label in found)
            {
                Assert.All(path[label.First..(label.Last + 1)], c => Assert.Equal(label.Label, c));
            }
        }
    }

    [Fact]
    public void OfEqualScores_TheLowerClassWins() =>
        Assert.Equal([new AlignedLabel(1, 1, 1)], CtcGreedy.Decode([2, 2, 1, 0, 3, 3, 1, 1, 1], 3));

    [Theory]
    [InlineData(float.NaN, "a score is not a number")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void ScoresThatAreNoNumbers_AreNamed(float score, string what)
    {
        string message = Assert.Throws<DecodingException>(() => CtcGreedy.Decode([0, 1, 2, 0, score, 1], 3)).Message;
        Assert.Contains("step 1 ", message);
        Assert.Contains(what, message);
    }

    [Fact]
    public void Labels_AreNone_ForNoSteps() => Assert.Empty(CtcGreedy.Decode([], 3));

    [Fact]
    public void Scores_MustBeWholeSteps() => Assert.Throws<ArgumentException>(() => CtcGreedy.Decode(new float[4], 3));
}
