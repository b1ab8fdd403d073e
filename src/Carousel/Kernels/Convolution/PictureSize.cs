namespace Carousel.Kernels;

/// <summary>
/// Sizes of a picture as rows: H·W places from the top left, row by row, each with C channels; of a batch [B·H·W, C].
/// </summary>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Channels">C.</param>
internal readonly record struct PictureSize(int Height, int Width, int Channels)
{
    /// <summary>H·W: places, the rows of one picture.</summary>
    public int Places => Height * Width;

    /// <summary>H·W·C: values of one picture.</summary>
    public int Length => Places * Channels;

    /// <summary>Throws unless all sizes are positive and a picture has at most 2²⁶ values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    internal void Require()
    {
        const int most = 1 << 26;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)Height * Width, most / Channels, nameof(Places));
    }
}
