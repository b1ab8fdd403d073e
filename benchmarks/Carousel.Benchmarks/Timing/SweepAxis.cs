namespace Carousel.Benchmarks.Timing;

/// <summary>What a sweep makes larger.</summary>
internal enum SweepAxis
{
    /// <summary>T, from 10 to 10,000: what a step of a sequence costs.</summary>
    Steps,

    /// <summary>B, from 1 to 1,024: what a row of a batch costs.</summary>
    Batch,
}
