using System.Numerics;

namespace Carousel.Kernels;

/// <summary>Whether numbers of single precision are finite, told from their bits: without the sign those of NaN and
/// infinity are the largest.</summary>
internal static class FiniteBits
{
    /// <summary>All bits but the sign.</summary>
    public const uint Magnitude = 0x7FFFFFFF;

    private const uint Infinity = 0x7F800000;

    /// <summary>Whether numbers are finite whose bits without the sign are at most so large.</summary>
    /// <param name="largest">What <see cref="Largest"/> gave.</param>
    public static bool AreFinite(uint largest) => largest < Infinity;

    /// <summary>The largest bits without the sign; 0 for none.</summary>
    /// <param name="bits">[n]: the bits of numbers.</param>
    public static uint Largest(ReadOnlySpan<uint> bits)
    {
        uint largest = 0;
        int at = 0;
        if (bits.Length >= Vector<uint>.Count)
        {
            Vector<uint> most = default, magnitude = new(Magnitude);
            for (; at <= bits.Length - Vector<uint>.Count; at += Vector<uint>.Count)
            {
                most = Vector.Max(most, new Vector<uint>(bits[at..]) & magnitude);
            }

            for (int lane = 0; lane < Vector<uint>.Count; lane++)
            {
                largest = Math.Max(largest, most[lane]);
            }
        }

        for (; at < bits.Length; at++)
        {
            largest = Math.Max(largest, bits[at] & Magnitude);
        }

        return largest;
    }
}
