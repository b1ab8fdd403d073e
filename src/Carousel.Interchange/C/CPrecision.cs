namespace Carousel.Interchange.C;

/// <summary>In what numbers the C computes.</summary>
public enum CPrecision
{
    /// <summary>Single precision; expf of the C library and nothing else of it.</summary>
    Float32,

    /// <summary>Weights in signed bytes, activations in signed bytes by row, all else in single precision; fmaf of the C library.</summary>
    Int8,

    /// <summary>Whole numbers alone: weights in signed bytes, states in 16 bits, functions from tables.</summary>
    Integer,
}
