using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Statistics;

public sealed class BinomialIntervalTests
{
    // The ends solve (p − x)² = z²·x·(1 − x)/n, Wilson's definition.
    [Theory]
    [InlineData(15, 20)]
    [InlineData(1, 1000)]
    [InlineData(500, 1000)]
    public void Ends_SolveWilsonsEquation(int hits, int trials)
    {
        ConfidenceInterval interval = BinomialInterval.Wilson(hits, trials);

        double p = (double)hits / trials;
        foreach (double x in new[] { interval.Low, interval.High })
        {
            Assert.Equal(1.959963984540054 * Math.Sqrt(x * (1 - x) / trials), Math.Abs(p - x), 12);
        }

        Assert.True(interval.Low < p && p < interval.High);
    }

    [Fact]
    public void Ends_AreZeroAndOne_WhereNothingOrEverythingHit()
    {
        Assert.Equal(0, BinomialInterval.Wilson(0, 10).Low);
        Assert.Equal(0.2775, BinomialInterval.Wilson(0, 10).High, 4);
        Assert.Equal(1, BinomialInterval.Wilson(10, 10).High);
    }

    [Fact]
    public void Wilson_RefusesWhatIsNoCount()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialInterval.Wilson(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialInterval.Wilson(0, 0));
    }
}
