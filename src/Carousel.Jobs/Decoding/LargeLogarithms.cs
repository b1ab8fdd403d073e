using System.Runtime.InteropServices;

namespace Carousel.Jobs.Decoding;

/// <summary>Finds the few large values in a long row of logarithms of probabilities.</summary>
internal static class LargeLogarithms
{
    private const uint MinusZero = 0x80000000, MinusInfinity = 0xFF800000;

    /// <summary>The next value above a bound.</summary>
    /// <param name="row">Any values.</param>
    /// <param name="start">The first place that counts, 0 … the row's length.</param>
    /// <param name="bound">Values up to it are skipped; a bound above 0 counts as 0.</param>
    /// <returns>The place of the first value that is above the bound, 0 or NaN; −1 if no value is.</returns>
    public static int Next(ReadOnlySpan<float> row, int start, float bound)
    {
        // As whole numbers the bits of negative values ascend from −0 to −∞. Those of positive values are below
        // them; those of NaN are below or above.
        uint least = bound < 0 ? BitConverter.SingleToUInt32Bits(bound) : MinusZero;
        int found = MemoryMarshal.Cast<float, uint>(row[start..]).IndexOfAnyExceptInRange(least, MinusInfinity);
        return found < 0 ? -1 : start + found;
    }
}
