namespace Carousel.Benchmarks.Timing;

/// <summary>What of a layer is timed.</summary>
[Flags]
internal enum BenchmarkParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Whole sequences, without a tape.</summary>
    Forward = 1,

    /// <summary>Forward with a tape, backward, all gradients.</summary>
    Training = 2,

    /// <summary>One sequence, one step at a time.</summary>
    Streaming = 4,

    /// <summary>All three.</summary>
    All = Forward | Training | Streaming,
}
