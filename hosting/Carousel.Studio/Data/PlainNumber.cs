namespace Carousel.Studio.Data;

/// <summary>Numbers of few digits, which most cells hold, read in one pass to the same value as any other
/// way.</summary>
internal static class PlainNumber
{
    private const int MostDigits = 15;

    private static readonly double[] _powers =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a sign, digits, and an optional point followed by digits.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The number.</param>
    /// <returns>False if the cell is something else, or has more digits than one division can use without rounding
    /// twice.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        (long digits, int count, int behind, bool isNegative) = (0, 0, -1, false);
        for (int k = 0; k < cell.Length; k++)
        {
            int letter = cell[k];
            if ((uint)(letter - '0') <= 9)
            {
                digits = (10 * digits) + letter - '0';
                count++;
                behind += behind >= 0 ? 1 : 0;
            }
            else if (letter == '.' && behind < 0)
            {
                behind = 0;
            }
            else if (letter == '-' && k == 0)
            {
                isNegative = true;
            }
            else
            {
                value = 0;
                return false;
            }
        }

        // Both are exact in double precision, so their quotient is the nearest number.
        value = (isNegative ? -digits : digits) / _powers[Math.Clamp(behind, 0, MostDigits)];
        return count is > 0 and <= MostDigits;
    }
}
