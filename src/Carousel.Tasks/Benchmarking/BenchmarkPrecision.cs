namespace Carousel.Tasks.Benchmarking;

/// <summary>In what the weights of a timed layer lie.</summary>
public enum BenchmarkPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>8 bits, activations too: inference alone.</summary>
    Int8,
}
