namespace Carousel.Jobs.Reading;

/// <summary>What becomes of the rows of an interval.</summary>
internal enum SamplingKind
{
    /// <summary>One row of their means.</summary>
    Mean,

    /// <summary>One row of their sums.</summary>
    Sum,

    /// <summary>One row of their last values.</summary>
    Last,

    /// <summary>Each row is moved to the nearest point of the grid; two on one point are refused.</summary>
    Nearest,
}
