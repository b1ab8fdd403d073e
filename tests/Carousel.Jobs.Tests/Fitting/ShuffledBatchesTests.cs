using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Fitting;

public sealed class ShuffledBatchesTests
{
    [Fact]
    public void Of_GivesEverySampleOnceAnEpoch_TheLastBatchWhatIsLeft()
    {
        var batches = new ShuffledBatches(10, 4, seed: 3, "order of tests");
        Assert.Equal(3, batches.Count);
        int[] epoch = [.. Enumerable.Range(0, 3).SelectMany(b => batches.Of(0, b).ToArray())];
        Assert.Equal(Enumerable.Range(0, 10), epoch.Order());
        Assert.NotEqual(Enumerable.Range(0, 10), epoch);
        Assert.Equal(2, batches.Of(0, 2).Length);
    }

    [Fact]
    public void Of_IsAFunctionOfSeedEpochAndPurpose()
    {
        static int[] Of(ulong seed, int epoch, string purpose) =>
            new ShuffledBatches(50, 50, seed, purpose).Of(epoch, 0).ToArray();
        var batches = new ShuffledBatches(50, 50, seed: 1, "order of tests");
        int[] first = batches.Of(0, 0).ToArray();
        Assert.NotEqual(first, batches.Of(1, 0).ToArray());
        Assert.Equal(first, batches.Of(0, 0).ToArray());
        Assert.Equal(first, Of(1, 0, "order of tests"));
        Assert.NotEqual(first, Of(2, 0, "order of tests"));
        Assert.NotEqual(first, Of(1, 0, "order of others"));
    }

    [Fact]
    public void Of_TakesSoManyOfAnEpoch_WhenMoreAreThere()
    {
        var batches = new ShuffledBatches(100, 8, seed: 1, "order of tests", mostOfEpoch: 20);
        Assert.Equal(3, batches.Count);
        Assert.Equal([8, 8, 4], Enumerable.Range(0, 3).Select(b => batches.Of(0, b).Length));
    }
}
