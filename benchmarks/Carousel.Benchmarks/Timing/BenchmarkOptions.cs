namespace Carousel.Benchmarks.Timing;

/// <summary>How something is timed.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Threads that compute.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seconds that each measurement repeats for, warm-up aside.</summary>
    public double Seconds { get; init; } = 0.5;

    /// <summary>In what weights lie.</summary>
    public BenchmarkPrecision Precision { get; init; } = BenchmarkPrecision.Full;

    /// <summary>What is timed.</summary>
    public BenchmarkParts Parts { get; init; } = BenchmarkParts.All;
}
