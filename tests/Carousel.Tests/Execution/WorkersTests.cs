using Carousel.Execution;

namespace Carousel.Tests.Execution;

public class WorkersTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 64)]
    [InlineData(8, 3)]
    public void Run_DoesEveryPartOnce(int threads, int parts)
    {
        using var workers = new Workers(threads);
        for (int round = 0; round < 50; round++)
        {
            var counts = new int[parts];
            workers.Run(new Count(counts), parts);
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Fact]
    public void Run_AllocatesNothing_AfterTheFirstOfItsKind()
    {
        using var workers = new Workers(2);
        var counts = new int[8];
        workers.Run(new Count(counts), 8);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 20; i++)
        {
            workers.Run(new Count(counts), 8);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Run_GivesTheFailureOfAPartToTheCaller_AndGoesOnWorking()
    {
        using var workers = new Workers(3);
        Assert.Throws<InvalidOperationException>(() => workers.Run(default(Fail), 16));

        var counts = new int[16];
        workers.Run(new Count(counts), 16);
        Assert.All(counts, c => Assert.Equal(1, c));
    }

    [Fact]
    public async Task Run_ServesTwoCallersAtOnce()
    {
        using var workers = new Workers(2);
        var counts = new int[2][];
        await Task.WhenAll(Enumerable.Range(0, 2).Select(caller => Task.Run(() =>
        {
            counts[caller] = new int[32];
            for (int i = 0; i < 200; i++)
            {
                workers.Run(new Count(counts[caller]), 32);
            }
        })));

        Assert.All(counts.SelectMany(c => c), c => Assert.Equal(200, c));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Threads_OutOfRange_AreRefused(int threads)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(threads));
        Assert.StartsWith($"threads must be 1…256, but is {threads}.", error.Message, StringComparison.Ordinal);
    }

    private readonly struct Count(int[] counts) : IParallelWork
    {
        public void Run(int part) => Interlocked.Increment(ref counts[part]);
    }

    private readonly struct Fail : IParallelWork
    {
        public void Run(int part) => throw new InvalidOperationException("part failed");
    }
}
