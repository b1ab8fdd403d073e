using System.Diagnostics;
using Carousel.Benchmarks.Serving;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Serving;

[Collection(typeof(Alone))]
public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_AreThoseOfAllTimes_ToThreeDigits()
    {
        Latencies first = new(), second = new();
        for (int k = 1; k <= 10_000; k++)
        {
            (k % 2 == 0 ? first : second).Add(k * Stopwatch.Frequency / 10_000);
        }

        first.Add(second);
        Assert.Equal(10_000, first.Count);
        foreach ((double percent, double expected) in new[] { (50d, 500d), (90, 900), (99, 990), (99.9, 999) })
        {
            Assert.InRange(first.Percentile(percent), expected * 0.999, expected * 1.002);
        }

        Assert.InRange(first.Most, 999.5, 1001);
    }

    [Fact]
    public void Times_BeyondItsRange_AreItsEnds()
    {
        var latencies = new Latencies();
        Assert.True(double.IsNaN(latencies.Percentile(50)));
        latencies.Add(-1);
        latencies.Add(10_000L * 3600 * Stopwatch.Frequency / 1000);
        Assert.InRange(latencies.Most, 3.59e6, 3.61e6);
        Assert.InRange(latencies.Percentile(50), 0, 0.001);
    }
}
