using Carousel.Tasks.Decoding;

namespace Carousel.Tasks.Tests.Decoding;

public class CtcAlignmentTests
{
    public static TheoryData<int, int, int[]> Cases => new()
    {
        { 5, 3, [1, 2] },
        { 6, 3, [2, 2, 1] },
        { 3, 2, [1, 1] },
        { 4, 3, [] },
        { 1, 2, [1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Path_IsTheLikeliestOfAll(int steps, int classes, int[] labels)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] scores = AllPaths.Scores(steps, classes, seed);
            (int[] path, double probability, int[] _) = AllPaths.Of(scores, classes).Where(p => p.Labels.SequenceEqual(labels)).MaxBy(p => p.Probability);
            IReadOnlyList<AlignedLabel> aligned = CtcAlignment.Of(scores, classes, labels, out double found);
            Assert.Equal(Math.Log(probability), found, 1e-9);
            var drawn = new int[steps];
            foreach (AlignedLabel label in aligned)
            {
                drawn.AsSpan(label.First, label.Last - label.First + 1).Fill(label.Label);
            }

            Assert.Equal(path, drawn);
        }
    }

    [Fact]
    public void OfEqualPaths_ThatWhichComesToALabelSoonerIsTaken() =>
        Assert.Equal([new AlignedLabel(1, 0, 0), new AlignedLabel(2, 1, 1)], CtcAlignment.Of(new float[15], 3, [1, 2], out _));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ScoresWithoutAPath_AreRefused(float score) =>
        Assert.Throws<DecodingException>(() => CtcAlignment.Of([0, 1, score, 0, 1, score], 3, [2], out _));

    [Fact]
    public void Labels_MustFit() => Assert.Throws<ArgumentException>(() => CtcAlignment.Of(new float[6], 3, [1, 1], out _));

    [Fact]
    public void NoStepAndNoLabel_AlignToNothing() => Assert.Empty(CtcAlignment.Of([], 3, [], out _));
}
