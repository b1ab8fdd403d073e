using Carousel.Laboratory.Running;

namespace Carousel.Laboratory.Tests.Running;

public sealed class BinomialIntervalTests
{
    // The exact interval as tables give it.
    [Theory]
    [InlineData(10, 10, 0.6915, 1)]
    [InlineData(0, 10, 0, 0.3085)]
    [InlineData(5, 10, 0.1871, 0.8129)]
    [InlineData(29, 30, 0.8278, 0.9992)]
    [InlineData(62, 100, 0.5175, 0.7152)]
    [InlineData(1, 1, 0.025, 1)]
    public void Interval_IsTheExactOne(int successes, int trials, double low, double high)
    {
        BinomialInterval interval = BinomialInterval.Of(successes, trials);
        Assert.InRange(interval.Low, low - 0.0001, low + 0.0001);
        Assert.InRange(interval.High, high - 0.0001, high + 0.0001);
        Assert.True(interval.Contains((double)successes / trials));
        Assert.False(interval.Contains(high + 0.001));
    }

    [Fact]
    public void Interval_SaysNothing_WithoutTrials() =>
        Assert.Equal(new BinomialInterval(0, 1), BinomialInterval.Of(0, 0));

    [Fact]
    public void Interval_RefusesMoreSuccessesThanTrials() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialInterval.Of(3, 2));
}
