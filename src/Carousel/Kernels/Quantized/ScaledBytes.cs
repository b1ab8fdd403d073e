namespace Carousel.Kernels;

/// <summary>Rows in bytes, each with its scale.</summary>
/// <param name="values">The rows, each of whole groups of four inputs.</param>
/// <param name="stride">Bytes from a row to the next.</param>
/// <param name="scales">[rows].</param>
internal readonly unsafe struct ScaledBytes(byte* values, nint stride, float* scales)
{
    /// <summary>Where the first row begins.</summary>
    public byte* Values => values;

    /// <summary>Bytes from a row to the next.</summary>
    public nint Stride => stride;

    /// <summary>A scale for each row.</summary>
    public float* Scales => scales;
}
