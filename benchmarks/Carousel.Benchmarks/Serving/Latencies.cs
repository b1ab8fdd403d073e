using System.Diagnostics;
using HdrHistogram;

namespace Carousel.Benchmarks.Serving;

/// <summary>Times in a histogram of three digits, from a microsecond to an hour.</summary>
internal sealed class Latencies
{
    private const long Shortest = 1_000, Longest = 3_600_000_000_000;
    private const int Digits = 3;

    private readonly LongHistogram _histogram = new(Shortest, Longest, Digits);

    /// <summary>How many there are.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The longest, milliseconds.</summary>
    public double Most => Count == 0 ? double.NaN : Milliseconds(_histogram.GetMaxValue());

    /// <summary>Adds a time.</summary>
    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Add(long ticks) => _histogram.RecordValue(
        Math.Clamp((long)(ticks * (1e9 / Stopwatch.Frequency)), 0, Longest));

    /// <summary>Adds all times of others.</summary>
    public void Add(Latencies others) => _histogram.Add(others._histogram);

    /// <summary>The time that a share of all did not exceed.</summary>
    /// <param name="percent">Such as 99.9.</param>
    /// <returns>Milliseconds; NaN where there are none.</returns>
    public double Percentile(double percent) =>
        Count == 0 ? double.NaN : Milliseconds(_histogram.GetValueAtPercentile(percent));

    private static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
