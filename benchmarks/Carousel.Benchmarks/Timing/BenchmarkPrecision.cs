namespace Carousel.Benchmarks.Timing;

/// <summary>In what the weights of a timed layer lie.</summary>
internal enum BenchmarkPrecision
{
    /// <summary>Single precision.</summary>
    Full,

    /// <summary>8 bits, activations too: inference alone.</summary>
    EightBits,
}
