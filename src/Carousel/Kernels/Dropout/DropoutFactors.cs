using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Kernels;

/// <summary>
/// What each unit is multiplied by, 0 or 1/(1 − rate), by the words of neighbouring blocks.
/// </summary>
internal static class DropoutFactors
{
    /// <summary>Units made at a time.</summary>
    public const int Chunk = 256;

    /// <summary>Writes the factors of neighbouring units.</summary>
    /// <param name="mask">Which units are dropped.</param>
    /// <param name="sequence">Counter: place of the sequence in its batch.</param>
    /// <param name="time">Counter: the step of the sequence.</param>
    /// <param name="firstBlock">Counter: the first unit / 4.</param>
    /// <param name="count">How many units, at most <see cref="Chunk"/>.</param>
    /// <param name="factors">[Chunk], overwritten as far as whole groups of blocks reach.</param>
    public static void Fill(DropoutMask mask, uint sequence, uint time, uint firstBlock, int count, Span<float> factors)
    {
        // uniform < rate, where uniform = (word >> 8)·2⁻²⁴, as whole numbers.
        uint limit = (uint)Math.Ceiling(mask.Rate * (double)(1 << 24));
        Span<uint> words = MemoryMarshal.Cast<float, uint>(factors[..Chunk])[
            ..((count + RandomNumbers.Group - 1) / RandomNumbers.Group * RandomNumbers.Group)];
        RandomNumbers.Words(
            mask.Random, new(mask.Step | ((ulong)sequence << 32), time, firstBlock, CountsLast: true), words);
        Vector<uint> kept = Vector.Create(BitConverter.SingleToUInt32Bits(1 / (1 - mask.Rate)));
        foreach (ref Vector<uint> word in MemoryMarshal.Cast<uint, Vector<uint>>(words))
        {
            word = Vector.ConditionalSelect(Vector.LessThan(word >>> 8, Vector.Create(limit)), default, kept);
        }
    }
}
