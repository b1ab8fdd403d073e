namespace Carousel.Kernels;

/// <summary>Lengths of buffers, which follow from sizes that a caller gives.</summary>
internal static class BufferLength
{
    /// <summary>A length that was computed in 64 bits.</summary>
    /// <param name="values">How many values.</param>
    /// <returns>As many.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No span holds as many.</exception>
    public static int Of(long values) => values is >= 0 and <= int.MaxValue ? (int)values
        : throw Refused($"A buffer of these sizes would hold {values} values, but it can hold 0…{int.MaxValue}.");

    /// <summary>
    /// Throws unless a layer has sizes of which every matrix and buffer of its weights can be counted.
    /// </summary>
    /// <param name="inputs">I.</param>
    /// <param name="units">H, 1 or more.</param>
    /// <param name="gates">Rows of the weights for each unit.</param>
    /// <param name="leastInputs">The fewest inputs: 0 where they are summed together with the states.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are out of range.</exception>
    public static void RequireLayer(int inputs, int units, int gates, int leastInputs = 1)
    {
        // Both sides of a matrix are padded to a panel, and some buffers hold a block of rows besides.
        long rows = ((long)units * gates) + RegisterTile.PanelWidth;
        long columns = (long)inputs + units + (2 * MatrixProduct.GradientBlock);
        if (inputs < leastInputs || units < 1 || rows > int.MaxValue || columns > int.MaxValue
            || rows * columns > int.MaxValue)
        {
            throw Refused(
                $"A layer needs {leastInputs} or more inputs, 1 or more units, and weights that fit into one block of "
                + $"memory, but has {inputs} inputs and {units} units.");
        }
    }

    // Callers pass a layer's size, which is not a parameter here: the analyzer accepts only the name of a parameter.
    private static ArgumentOutOfRangeException Refused(string message, string argument = "size") =>
        new(argument, message);
}
