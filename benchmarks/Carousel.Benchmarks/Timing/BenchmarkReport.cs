namespace Carousel.Benchmarks.Timing;

/// <summary>All that a run measured.</summary>
/// <param name="Cpu">The name of the processor.</param>
/// <param name="PeakGigaflops">What one core can do: 10⁹ operations a second of multiply-adds that wait for nothing,
/// the best of the run.</param>
/// <param name="Results">In the order of measuring.</param>
internal sealed record BenchmarkReport(string Cpu, double PeakGigaflops, IReadOnlyList<BenchmarkResult> Results)
{
    /// <summary>How many times as fast as in float32, where the same shape was measured so as well.</summary>
    /// <param name="result">A result in 8 bits.</param>
    /// <param name="time">The time to compare.</param>
    /// <returns>Float32's time over this one's, or null.</returns>
    public double? Speedup(BenchmarkResult result, Func<BenchmarkResult, double?> time)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(time);
        BenchmarkResult? full = result.Precision == BenchmarkPrecision.Full
            ? null
            : Results.FirstOrDefault(
                r => r.Precision == BenchmarkPrecision.Full && r.Kind == result.Kind && r.Shape == result.Shape);
        return full is null ? null : time(full) / time(result);
    }

    /// <summary>Which part of what the machine can do was reached.</summary>
    /// <param name="gigaflops">10⁹ operations a second, or null.</param>
    /// <param name="threads">Threads that computed.</param>
    /// <returns>A share of 1, or null where nothing was measured.</returns>
    public double? Share(double? gigaflops, int threads) => gigaflops / (PeakGigaflops * threads);
}
