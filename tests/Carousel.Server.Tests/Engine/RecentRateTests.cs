using Carousel.Server.Engine;

namespace Carousel.Server.Tests.Engine;

public sealed class RecentRateTests
{
    [Fact]
    public void PerSecond_CountsTheWholeSecondsOfTheWindow_AndForgetsThoseBefore()
    {
        var rate = new RecentRate(started: 100);
        for (long second = 100; second < 110; second++)
        {
            rate.Add(second == 100 ? 1000 : 10, second);
            rate.Add(5, second);
        }

        rate.Add(7777, 110);
        Assert.Equal(15, rate.PerSecond(110));
        Assert.Equal(((4 * 15) + 7777) / 5.0, rate.PerSecond(111));
        Assert.Equal(0, rate.PerSecond(200));
    }

    [Fact]
    public void PerSecond_DividesByTheSecondsThereWere_WhenCountingHasJustBegun()
    {
        var rate = new RecentRate(started: 100);
        rate.Add(10, 100);
        rate.Add(30, 101);
        Assert.Equal(20, rate.PerSecond(102));
    }
}
