using Carousel.Jobs.Decoding;
using Carousel.Jobs.Tests.Decoding;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

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
            (int[] path, double probability, int[] _) = AllPaths.Of(scores, classes)
                .Where(p => p.Labels.SequenceEqual(labels)).MaxBy(p => p.Probability);
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
        Assert.Equal(
            [new AlignedLabel(1, 0, 0), new AlignedLabel(2, 1, 1)], CtcAlignment.Of(new float[15], 3, [1, 2], out _));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ScoresWithoutAPath_AreRefused(float score) =>
        Assert.Throws<DecodingException>(() => CtcAlignment.Of([0, 1, score, 0, 1, score], 3, [2], out _));

    [Fact]
    public void LongSequences_ThatAreMadeInParts_GiveThePathThatWasDrawn()
    {
        // 9,001 steps of 2,001 states: parts of 95 steps, the last of 71. Equal neighbours need the blank between them.
        const int steps = 9001, classes = 4;
        int[] labels = [.. Enumerable.Range(0, 1000).Select(u => 1 + (u * u % 7 % 3))];
        AlignedLabel[] drawn =
        [
            .. labels.Select((label, u) => new AlignedLabel(label, (9 * u) + 1 + (u % 3), (9 * u) + 4 + (u % 4))),
        ];
        float[] scores = new float[steps * classes];
        for (int t = 0; t < steps; t++)
        {
            AlignedLabel now = drawn[Math.Min(t / 9, 999)];
            scores[(t * classes) + (t >= now.First && t <= now.Last ? now.Label : 0)] = 6;
        }

        Assert.Equal(drawn, CtcAlignment.Of(scores, classes, labels, out double probability));
        Assert.Equal(steps * (6 - Math.Log(Math.Exp(6) + 3)), probability, 1e-6);
    }

    [Fact]
    public void Labels_MustFit() =>
        Assert.Throws<ArgumentException>(() => CtcAlignment.Of(new float[6], 3, [1, 1], out _));

    [Fact]
    public void NoStepAndNoLabel_AlignToNothing() => Assert.Empty(CtcAlignment.Of([], 3, [], out _));
}
