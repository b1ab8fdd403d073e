using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Rows of a table chosen by numbers that travel as float32.</summary>
internal static class TableRow
{
    /// <summary>The row that a number chooses.</summary>
    /// <remarks>
    /// Where pointers follow, it is asked for at each use, with a number that was read once: the caller's spans may
    /// overlap,
    /// so what was found right before may have been overwritten since, by the kernel itself or by another thread.
    /// </remarks>
    /// <param name="number">A whole number 0 … rows − 1, by value.</param>
    /// <param name="rows">V.</param>
    /// <param name="argument">Name of the span it is from.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not a row of the table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(float number, int rows, string argument)
    {
        int row = (int)number;
        if (row != number || (uint)row >= (uint)rows)
        {
            Throw(number, rows, argument);
        }

        return row;
    }

    private static void Throw(float number, int rows, string argument) => throw new ArgumentOutOfRangeException(
        argument, number, $"A number to look up must be a whole number 0…{rows - 1}, but is {number}.");
}
