using Carousel.Inspection.Probes;

namespace Carousel.Inspection.Tests.Probes;

public sealed class StepSampleTests
{
    [Fact]
    public void LongSequence_IsCutIntoContiguousFolds_WithStepsBetweenLeftOut()
    {
        StepSample sample = StepSample.Of([4000], (_, _) => true, folds: 5, gap: 10, most: 100_000);

        Assert.True(sample.IsCut);
        Assert.Equal(Enumerable.Range(0, 40).Select(g => g / 8), sample.FoldsOfGroups);
        Assert.Equal(4000 - (4 * 10), sample.Steps.Count);
        Assert.All(sample.Steps.Zip(sample.Steps.Skip(1)), pair =>
            Assert.Equal(
                sample.FoldsOfGroups![pair.First.Group] == sample.FoldsOfGroups[pair.Second.Group] ? 1 : 11,
                pair.Second.Step - pair.First.Step));
        Assert.All(sample.Steps.GroupBy(s => s.Group), g => Assert.InRange(g.Count(), 90, 100));
    }

    [Fact]
    public void CutSequence_OfWhichOnlyAPartIsKnown_HasFoldsOfThatPart_AndAGapThatEndsWithASequence()
    {
        StepSample part = StepSample.Of([4000], (_, step) => step < 400, folds: 5, gap: 10, most: 100_000);
        StepSample two = StepSample.Of([100, 400], (_, _) => true, folds: 5, gap: 10, most: 100_000);

        Assert.Equal(400 - (4 * 10), part.Steps.Count);
        Assert.Equal(5, part.FoldsOfGroups!.Distinct().Count());

        // The second fold begins with the second sequence.
        Assert.Equal(500 - (3 * 10), two.Steps.Count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(50)]
    public void Sequences_AreAGroupEach(int sequences)
    {
        StepSample sample = StepSample.Of(
            [.. Enumerable.Repeat(7, sequences)], (_, step) => step > 0, folds: 5, gap: 10, most: 100_000);

        Assert.False(sample.IsCut);
        Assert.Null(sample.FoldsOfGroups);
        Assert.Equal(6 * sequences, sample.Steps.Count);
        Assert.All(sample.Steps, s => Assert.Equal(s.Sequence, s.Group));
    }

    [Fact]
    public void Cap_TakesStepsEvenly_AndGroupsHaveNoHoles()
    {
        StepSample sample = StepSample.Of(
            [.. Enumerable.Repeat(10, 60)], (sequence, _) => sequence % 2 == 1, folds: 5, gap: 0, most: 100);

        Assert.Equal(300, sample.Eligible);
        Assert.Equal(100, sample.Steps.Count);
        Assert.Equal(Enumerable.Range(0, 30), sample.Steps.Select(s => s.Group).Distinct());
        Assert.All(sample.Steps, s => Assert.Equal((2 * s.Group) + 1, s.Sequence));
    }
}
