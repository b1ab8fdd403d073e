using Carousel.Inspection.Probes;

namespace Carousel.Tests.Inspection.Probes;

public sealed class StepSampleTests
{
    [Fact]
    public void LongSequence_IsCutIntoBlocks_WithStepsBetweenLeftOut()
    {
        StepSample sample = StepSample.Of([4000], (_, _) => true, folds: 5, gap: 10, most: 100_000);

        Assert.True(sample.IsCut);
        Assert.Equal(40, sample.Steps.Max(s => s.Group) + 1);
        Assert.Equal(4000 - (39 * 10), sample.Steps.Count);
        Assert.All(sample.Steps.Zip(sample.Steps.Skip(1)), pair => Assert.Equal(pair.First.Group == pair.Second.Group ? 1 : 11, pair.Second.Step - pair.First.Step));
    }

    [Fact]
    public void ManySequences_AreAGroupEach()
    {
        StepSample sample = StepSample.Of([.. Enumerable.Repeat(7, 50)], (_, step) => step > 0, folds: 5, gap: 10, most: 100_000);

        Assert.False(sample.IsCut);
        Assert.Equal(300, sample.Steps.Count);
        Assert.All(sample.Steps, s => Assert.Equal(s.Sequence, s.Group));
    }

    [Fact]
    public void Cap_TakesStepsEvenly_AndGroupsHaveNoHoles()
    {
        StepSample sample = StepSample.Of([.. Enumerable.Repeat(10, 60)], (sequence, _) => sequence % 2 == 1, folds: 5, gap: 0, most: 100);

        Assert.Equal(300, sample.Eligible);
        Assert.Equal(100, sample.Steps.Count);
        Assert.Equal(Enumerable.Range(0, 30), sample.Steps.Select(s => s.Group).Distinct());
        Assert.All(sample.Steps, s => Assert.Equal((2 * s.Group) + 1, s.Sequence));
    }
}
