namespace Carousel.Kernels;

/// <summary>
/// The last units of a layer where they do not fill a block of 16: in and out of rows of whole blocks.
/// </summary>
internal static unsafe class BlockRows
{
    private const int Units = 16;

    /// <summary>
    /// Copies the first units of some rows into rows of 16; the rest is zero, so that it stays finite.
    /// </summary>
    public static void Gather(StridedRows from, int rows, int units, float* to)
    {
        for (int row = 0; row < rows; row++)
        {
            var line = new Span<float>(to + (row * Units), Units);
            new ReadOnlySpan<float>(from.Row(row), units).CopyTo(line);
            line[units..].Clear();
        }
    }

    /// <summary>Copies the first units of rows of 16 back.</summary>
    public static void Scatter(float* from, int rows, int units, StridedRows to)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(from + (row * Units), units).CopyTo(new Span<float>(to.Row(row), units));
        }
    }
}
