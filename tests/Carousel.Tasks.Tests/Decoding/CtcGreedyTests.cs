using Carousel.Tasks.Decoding;

namespace Carousel.Tasks.Tests.Decoding;

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
    public void Labels_AreNone_ForNoSteps() => Assert.Empty(CtcGreedy.Decode([], 3));

    [Fact]
    public void Scores_MustBeWholeSteps() => Assert.Throws<ArgumentException>(() => CtcGreedy.Decode(new float[4], 3));
}
