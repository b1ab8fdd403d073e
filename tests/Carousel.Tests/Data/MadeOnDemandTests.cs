using Carousel.Data;

namespace Carousel.Tests.Data;

public sealed class MadeOnDemandTests
{
    [Fact]
    public void WithinTheBudget_EveryItemIsMadeOnce()
    {
        int made = 0;
        var list = new MadeOnDemand<int[]>(
            10,
            i =>
            {
                made++;
                return [i];
            },
            _ => 4, 40);

        Assert.Equal(Enumerable.Range(0, 10), list.Concat(list).Take(10).Select(item => item[0]));
        Assert.Equal(10, made);
        Assert.Same(list[3], list[3]);
        Assert.Equal(40, list.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void NoMoreIsKeptThanTheBudgetOrOne_AndItemsAreAlwaysTheirOwn(int items)
    {
        const int bytes = 8;
        var list = new MadeOnDemand<object>(20, i => (object)i, _ => bytes, items * bytes);
        var random = new Random(1);
        for (int n = 0; n < 2000; n++)
        {
            int index = random.Next(20);
            Assert.Equal(index, list[index]);
            Assert.InRange(list.Bytes, bytes, Math.Max(1, items) * bytes);
        }
    }

    [Fact]
    public void WhatIsUsedAgainAndAgain_Stays_WhileOthersPass()
    {
        int made = 0;
        var list = new MadeOnDemand<object>(
            100,
            i =>
            {
                made += i == 0 ? 1 : 0;
                return new object();
            },
            _ => 1, 3);
        for (int i = 1; i < 100; i++)
        {
            _ = list[0];
            _ = list[i];
        }

        Assert.Equal(1, made);
    }

    [Fact]
    public void SeveralThreads_SeeTheirItems()
    {
        var list = new MadeOnDemand<object>(50, i => (object)i, _ => 1, 5);
        Parallel.For(0, 4, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, t =>
        {
            for (int n = 0; n < 5000; n++)
            {
                int index = (n * (t + 3)) % 50;
                Assert.Equal(index, list[index]);
            }
        });
        Assert.InRange(list.Bytes, 1, 5);
    }
}
