using Carousel.Server.Engine;

namespace Carousel.Server.Tests.Engine;

public sealed class RecentTimesTests
{
    // Half of the widest bucket, an eighth of its lower end.
    private const double Error = 1 / 16.0;

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(999)]
    [InlineData(123_456)]
    [InlineData(60_000_000)]
    public void Share_IsTheTime_ToWithinABucket(double microseconds)
    {
        var times = new RecentTimes();
        times.Add(TimeSpan.FromMicroseconds(microseconds), 50);
        double told = times.Share(0.5, 50)!.Value.TotalMicroseconds;
        Assert.InRange(told, microseconds * (1 - Error), microseconds * (1 + Error));
    }

    [Fact]
    public void Share_FindsTheTimeBelowWhichTheShareLies()
    {
        var times = new RecentTimes();
        for (int i = 0; i < 1000; i++)
        {
            times.Add(TimeSpan.FromMicroseconds(i < 980 ? 100 : 5000), 50 + (i % 3));
        }

        Assert.InRange(times.Share(0.5, 52)!.Value.TotalMicroseconds, 94, 106);
        Assert.InRange(times.Share(0.99, 52)!.Value.TotalMicroseconds, 4680, 5320);
        Assert.InRange(times.Share(0, 52)!.Value.TotalMicroseconds, 94, 106);
    }

    [Fact]
    public void Share_ForgetsWhatIsOlderThanTheWindow_AndIsNullWhereNothingIsLeft()
    {
        var times = new RecentTimes();
        Assert.Null(times.Share(0.99, 50));
        times.Add(TimeSpan.FromSeconds(1), 50);
        times.Add(TimeSpan.FromDays(1), 55);
        Assert.NotNull(times.Share(0.01, 59));
        Assert.InRange(times.Share(0.01, 60)!.Value.TotalMinutes, 15, 20);
        Assert.Null(times.Share(0.99, 65));

        // The same slot, another second.
        times.Add(TimeSpan.FromMicroseconds(2), 50 + 16);
        Assert.Equal(2, times.Share(0.99, 66)!.Value.TotalMicroseconds);
    }
}
