using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Execution;

public class WorkersTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 64)]
    [InlineData(8, 3)]
    [InlineData(3, 63)]
    [InlineData(3, 65)]
    [InlineData(2, 1000)]
    [InlineData(100, 100)]
    public void Run_DoesEveryPartOnce(int threads, int parts)
    {
        using var workers = new Workers(threads);
        for (int round = 0; round < 50; round++)
        {
            var counts = new int[parts];
            workers.Run(new Count(counts), parts, brief: round % 3 == 1);
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Run_DoesEveryPartOnce_WhetherThreadsAreAwakeOrAsleep(int threads)
    {
        using var workers = new Workers(threads);
        var counts = new int[threads];
        const int Rounds = 3000;
        for (int round = 0; round < Rounds; round++)
        {
            workers.Run(new Count(counts), threads, brief: (round & 1) == 0);
            if (round % 500 == 0)
            {
                Thread.Sleep(2);
            }
        }

        Assert.All(counts, c => Assert.Equal(Rounds, c));
    }

    [Fact]
    public void Run_ReturnsAfterTheLastPart_EvenIfThePartOutlastsTheCallersPatience()
    {
        using var workers = new Workers(2);
        for (int round = 0; round < 20; round++)
        {
            var counts = new int[2];
            workers.Run(new Slow(counts), 2);
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Fact]
    public void Run_AllocatesNothing()
    {
        using var workers = new Workers(2);
        var counts = new int[8];
        Allocations.AssertNone(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                workers.Run(new Count(counts), 8);
            }
        });
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

    private readonly struct Slow(int[] counts) : IParallelWork
    {
        public void Run(int part)
        {
            Thread.Sleep(part);
            Interlocked.Increment(ref counts[part]);
        }
    }

    private readonly struct Fail : IParallelWork
    {
        public void Run(int part) => throw new InvalidOperationException("part failed");
    }
}
