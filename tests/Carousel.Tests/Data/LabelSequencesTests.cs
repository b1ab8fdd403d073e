using Carousel.Data;
using Carousel.Testing;

namespace Carousel.Tests.Data;

public class LabelSequencesTests
{
    [Fact]
    public void Sequences_AreThoseGiven_AndMayBeEmpty()
    {
        var labels = new LabelSequences([[3, 1], [], [2]]);
        Assert.Equal((3, 3), (labels.BatchSize, labels.Count));
        Assert.Equal([3, 1], labels[0].ToArray());
        Assert.Empty(labels[1].ToArray());
        Assert.Equal([2], labels[2].ToArray());
    }

    [Fact]
    public void Set_ReplacesWhatWasThere_AndAllocatesNothingOnceItHasRoom()
    {
        var labels = new LabelSequences([[3, 1, 4], [1]]);
        Allocations.AssertNone(() => labels.Set([7, 8], [0, 2]));
        Assert.Equal(2, labels.BatchSize);
        Assert.Equal([7, 8], labels[1].ToArray());
    }

    [Fact]
    public void Set_RefusesLengthsThatDoNotAddUp()
    {
        Assert.Throws<ArgumentException>(() => new LabelSequences().Set([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelSequences().Set([1], [2, -1]));
    }
}
