namespace Carousel.Interchange.C;

/// <summary>The numbers in which the C code computes.</summary>
public enum CPrecision
{
    /// <summary>Single precision; expf of the C library and nothing else of it.</summary>
    Floating,

    /// <summary>
    /// Weights in signed bytes, activations in signed bytes by row, all else in single precision; fmaf of the C
    /// library.
    /// </summary>
    Bytes,
}
