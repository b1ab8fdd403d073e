namespace Carousel.Kernels.Primitives;

/// <summary>Lengths of buffers, which follow from sizes that a caller gives.</summary>
internal static class BufferLength
{
    /// <summary>A length that was computed in 64 bits.</summary>
    /// <param name="values">How many values.</param>
    /// <returns>As many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No span holds as many.</exception>
    public static int Of(long values) => values is >= 0 and <= int.MaxValue ? (int)values : throw TooLarge(values);

    /// <summary>Throws unless a layer has sizes of which every matrix and buffer of its weights can be counted.</summary>
    /// <param name="inputs">I, 0 or more.</param>
    /// <param name="units">H, 1 or more.</param>
    /// <param name="gates">Rows of the weights for each unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are out of range.</exception>
    public static void RequireLayer(int inputs, int units, int gates)
    {
        // Both sides of a matrix are padded to a panel, and some buffers hold a block of rows besides.
        long rows = ((long)units * gates) + RegisterTile.PanelWidth, columns = (long)inputs + units + (2 * MatrixProduct.GradientBlock);
        if (inputs < 0 || units < 1 || rows > int.MaxValue || columns > int.MaxValue || rows * columns > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                "size", $"A layer needs 0 or more inputs, 1 or more units, and weights that fit into one block of memory, but has {inputs} inputs and {units} units.");
        }
    }

    private static ArgumentOutOfRangeException TooLarge(long values) =>
        new("size", $"A buffer of these sizes would hold {values} values, but it can hold 0…{int.MaxValue}.");
}
