using Carousel.Client.Wire;

namespace Carousel.Client.Tests.Wire;

public sealed class ResendingTests
{
    private static readonly CarouselClientOptions _options = new()
    {
        MostAttempts = 5,
        FirstWait = TimeSpan.FromSeconds(1),
        LongestWait = TimeSpan.FromSeconds(3),
        Jitter = 0.5,
    };

    [Fact]
    public void Waits_Grow_UpToTheLongest_AndEnd()
    {
        var resending = new Resending(_options);
        Assert.Equal(
            [1, 2, 3, 3, null], Enumerable.Range(1, 5).Select(attempt => resending.Wait(attempt, 0)?.TotalSeconds));
        Assert.Equal(1, resending.Wait(2, draw: 1)?.TotalSeconds);
    }

    [Fact]
    public void Wait_IsAsLongAsTheServerAsks_ButNoLongerThanTheLongest()
    {
        var resending = new Resending(_options);
        Assert.Equal(2, resending.Wait(1, 0, TimeSpan.FromSeconds(2))?.TotalSeconds);
        Assert.Null(resending.Wait(1, 0, TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarouselClientOptions { MostAttempts = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarouselClientOptions { Jitter = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarouselClientOptions { WaitGrowth = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CarouselClientOptions { FirstWait = TimeSpan.Zero });
    }
}
