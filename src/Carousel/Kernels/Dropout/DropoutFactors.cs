using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// What each unit is multiplied by, 0 or 1/(1 − rate): several blocks of Philox at once, the words those of
/// <see cref="CounterRandom.Block"/>.
/// </summary>
/// <remarks>
/// Whole numbers have one result on every machine, so wide and narrow paths agree; a test compares them.
/// </remarks>
internal static unsafe class DropoutFactors
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
        float scale = 1 / (1 - mask.Rate);
        int blocks = (count + 3) / 4;
        fixed (float* to = factors[..Chunk])
        {
            if (Avx512F.IsSupported)
            {
                for (int b = 0; b < blocks; b += 8)
                {
                    Wide(mask, sequence, time, firstBlock + (uint)b, limit, scale, to + (4 * b));
                }
            }
            else if (Avx2.IsSupported)
            {
                for (int b = 0; b < blocks; b += 4)
                {
                    Middle(mask, sequence, time, firstBlock + (uint)b, limit, scale, to + (4 * b));
                }
            }
            else
            {
                for (int b = 0; b < blocks; b++)
                {
                    Single(mask, sequence, time, firstBlock + (uint)b, limit, scale, to + (4 * b));
                }
            }
        }
    }

    /// <summary>One block, four units.</summary>
    internal static void Single(
        DropoutMask mask, uint sequence, uint time, uint block, uint limit, float scale, float* to)
    {
        (uint w0, uint w1, uint w2, uint w3) = mask.Random.Block(mask.Step, sequence, time, block);
        to[0] = w0 >> 8 < limit ? 0 : scale;
        to[1] = w1 >> 8 < limit ? 0 : scale;
        to[2] = w2 >> 8 < limit ? 0 : scale;
        to[3] = w3 >> 8 < limit ? 0 : scale;
    }

    /// <summary>
    /// Four blocks, one in each lane of 64 bits: products read the low halves, so what the high halves hold does not
    /// matter.
    /// </summary>
    internal static void Middle(
        DropoutMask mask, uint sequence, uint time, uint block, uint limit, float scale, float* to)
    {
        (uint k0, uint k1) = mask.Random.Key;
        Vector256<ulong> c0 = Vector256.Create((ulong)mask.Step), c1 = Vector256.Create((ulong)sequence),
            c2 = Vector256.Create((ulong)time);
        Vector256<ulong> c3 = Vector256.Create((ulong)block) + Vector256.Create(0ul, 1, 2, 3);
        Vector256<uint> m0 = Vector256.Create((ulong)CounterRandom.Multiplier0).AsUInt32(),
            m1 = Vector256.Create((ulong)CounterRandom.Multiplier1).AsUInt32();
        for (int round = 0; round < CounterRandom.Rounds; round++)
        {
            Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0), p1 = Avx2.Multiply(c2.AsUInt32(), m1);
            (c0, c1) = ((p1 >>> 32) ^ c1 ^ Vector256.Create((ulong)k0), p1);
            (c2, c3) = ((p0 >>> 32) ^ c3 ^ Vector256.Create((ulong)k1), p0);
            (k0, k1) = unchecked((k0 + CounterRandom.Weyl0, k1 + CounterRandom.Weyl1));
        }

        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFul);
        Vector256<ulong> even = Pairs((c0 & low) | (c1 << 32), limit, scale),
            odd = Pairs((c2 & low) | (c3 << 32), limit, scale);
        ulong* pairs = (ulong*)to;
        for (int b = 0; b < 4; b++)
        {
            pairs[2 * b] = even[b];
            pairs[(2 * b) + 1] = odd[b];
        }
    }

    /// <summary>Eight blocks, as <see cref="Middle"/>.</summary>
    internal static void Wide(
        DropoutMask mask, uint sequence, uint time, uint block, uint limit, float scale, float* to)
    {
        (uint k0, uint k1) = mask.Random.Key;
        Vector512<ulong> c0 = Vector512.Create((ulong)mask.Step), c1 = Vector512.Create((ulong)sequence),
            c2 = Vector512.Create((ulong)time);
        Vector512<ulong> c3 = Vector512.Create((ulong)block) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7);
        Vector512<uint> m0 = Vector512.Create((ulong)CounterRandom.Multiplier0).AsUInt32(),
            m1 = Vector512.Create((ulong)CounterRandom.Multiplier1).AsUInt32();
        for (int round = 0; round < CounterRandom.Rounds; round++)
        {
            Vector512<ulong> p0 = Avx512F.Multiply(c0.AsUInt32(), m0), p1 = Avx512F.Multiply(c2.AsUInt32(), m1);
            (c0, c1) = ((p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0), p1);
            (c2, c3) = ((p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1), p0);
            (k0, k1) = unchecked((k0 + CounterRandom.Weyl0, k1 + CounterRandom.Weyl1));
        }

        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFul);
        Vector512<uint> even = ((c0 & low) | (c1 << 32)).AsUInt32(), odd = ((c2 & low) | (c3 << 32)).AsUInt32();
        Vector512<float> one = Vector512.Create(scale);
        ulong* pairs = stackalloc ulong[16];
        Vector512.ConditionalSelect(
            Vector512.LessThan(even >>> 8, Vector512.Create(limit)).AsSingle(), Vector512<float>.Zero, one)
                .Store((float*)pairs);
        Vector512.ConditionalSelect(
            Vector512.LessThan(odd >>> 8, Vector512.Create(limit)).AsSingle(), Vector512<float>.Zero, one)
                .Store((float*)(pairs + 8));
        for (int b = 0; b < 8; b++)
        {
            ((ulong*)to)[2 * b] = pairs[b];
            ((ulong*)to)[(2 * b) + 1] = pairs[8 + b];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Pairs(Vector256<ulong> words, uint limit, float scale) =>
        Vector256.ConditionalSelect(
        Vector256.LessThan(words.AsUInt32() >>> 8, Vector256.Create(limit)).AsSingle(), Vector256<float>.Zero,
        Vector256.Create(scale)).AsUInt64();
}
