using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Long rows of random words and numbers: the words of <see cref="CounterRandom.Block"/> for neighbouring counters,
/// several blocks at once.
/// </summary>
/// <remarks>
/// Whole numbers have one result on every machine and the functions one on every width, so wide and narrow paths agree;
/// tests compare them.
/// </remarks>
internal static unsafe class RandomNumbers
{
    /// <summary>Words of a step of the widest path.</summary>
    public const int Group = 32;

    /// <summary>Writes the words of neighbouring blocks.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="first">The first block.</param>
    /// <param name="words">[n], overwritten; n is a multiple of <see cref="Group"/>.</param>
    public static void Words(CounterRandom random, BlockCounters first, Span<uint> words)
    {
        if (words.Length % Group != 0)
        {
            throw new ArgumentException(
                $"words: expected a multiple of {Group} places, but got {words.Length}.", nameof(words));
        }

        fixed (uint* to = words)
        {
            if (Avx512F.IsSupported)
            {
                for (int w = 0; w < words.Length; w += 32)
                {
                    Wide(random, first.From((uint)w / 4), to + w);
                }
            }
            else if (Avx2.IsSupported)
            {
                for (int w = 0; w < words.Length; w += 16)
                {
                    Middle(random, first.From((uint)w / 4), to + w);
                }
            }
            else
            {
                for (int w = 0; w < words.Length; w += 4)
                {
                    Single(random, first.From((uint)w / 4), to + w);
                }
            }
        }
    }

    /// <summary>
    /// Numbers of the normal distribution with mean 0 and variance 1 from random words (Box and Muller 1958).
    /// </summary>
    /// <param name="words">[2n]; pair i is words i and n + i.</param>
    /// <param name="numbers">[2n], overwritten; 2n is a multiple of <see cref="Group"/>.</param>
    public static void Normal(ReadOnlySpan<uint> words, Span<float> numbers)
    {
        if (numbers.Length % Group != 0 || words.Length != numbers.Length)
        {
            throw new ArgumentException(
                $"numbers: expected a multiple of {Group} places, as many as words, but got {numbers.Length} "
                + $"and {words.Length}.", nameof(numbers));
        }

        int half = numbers.Length / 2;
        for (int i = 0; i < half; i++)
        {
            // The logarithm exists in (0, 1].
            numbers[i] = 1 - CounterRandom.ToUniform(words[i]);
            numbers[half + i] = CounterRandom.ToUniform(words[half + i]);
        }

        fixed (float* to = numbers)
        {
            Widths.Run(new NormalRun(to, half));
        }
    }

    /// <summary>One block, four words.</summary>
    internal static void Single(CounterRandom random, BlockCounters at, uint* to) =>
        (to[0], to[1], to[2], to[3]) = random.Block((uint)at.Low, (uint)(at.Low >> 32), at.C2, at.C3);

    /// <summary>
    /// Four blocks, one in each lane of 64 bits: products read the low halves, so what the high halves hold does not
    /// matter.
    /// </summary>
    internal static void Middle(CounterRandom random, BlockCounters at, uint* to)
    {
        (uint k0, uint k1) = random.Key;
        Vector256<ulong> places = Vector256.Create(0ul, 1, 2, 3), low = at.CountsLast ? default : places;
        Vector256<ulong> x0 = Vector256.Create(at.Low) + low, x1 = x0 >>> 32, x2 = Vector256.Create((ulong)at.C2);
        Vector256<ulong> x3 = Vector256.Create((ulong)at.C3) + (places - low);
        Vector256<uint> m0 = Vector256.Create((ulong)CounterRandom.Multiplier0).AsUInt32(),
            m1 = Vector256.Create((ulong)CounterRandom.Multiplier1).AsUInt32();
        for (int round = 0; round < CounterRandom.Rounds; round++)
        {
            Vector256<ulong> p0 = Avx2.Multiply(x0.AsUInt32(), m0), p1 = Avx2.Multiply(x2.AsUInt32(), m1);
            (x0, x1) = ((p1 >>> 32) ^ x1 ^ Vector256.Create((ulong)k0), p1);
            (x2, x3) = ((p0 >>> 32) ^ x3 ^ Vector256.Create((ulong)k1), p0);
            (k0, k1) = unchecked((k0 + CounterRandom.Weyl0, k1 + CounterRandom.Weyl1));
        }

        Vector256<ulong> half = Vector256.Create(0xFFFFFFFFul);
        Vector256<ulong> even = (x0 & half) | (x1 << 32), odd = (x2 & half) | (x3 << 32);
        ulong* pairs = (ulong*)to;
        for (int b = 0; b < 4; b++)
        {
            pairs[2 * b] = even[b];
            pairs[(2 * b) + 1] = odd[b];
        }
    }

    /// <summary>Eight blocks, as <see cref="Middle"/>.</summary>
    internal static void Wide(CounterRandom random, BlockCounters at, uint* to)
    {
        (uint k0, uint k1) = random.Key;
        Vector512<ulong> places = Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7), low = at.CountsLast ? default : places;
        Vector512<ulong> x0 = Vector512.Create(at.Low) + low, x1 = x0 >>> 32, x2 = Vector512.Create((ulong)at.C2);
        Vector512<ulong> x3 = Vector512.Create((ulong)at.C3) + (places - low);
        Vector512<uint> m0 = Vector512.Create((ulong)CounterRandom.Multiplier0).AsUInt32(),
            m1 = Vector512.Create((ulong)CounterRandom.Multiplier1).AsUInt32();
        for (int round = 0; round < CounterRandom.Rounds; round++)
        {
            Vector512<ulong> p0 = Avx512F.Multiply(x0.AsUInt32(), m0), p1 = Avx512F.Multiply(x2.AsUInt32(), m1);
            (x0, x1) = ((p1 >>> 32) ^ x1 ^ Vector512.Create((ulong)k0), p1);
            (x2, x3) = ((p0 >>> 32) ^ x3 ^ Vector512.Create((ulong)k1), p0);
            (k0, k1) = unchecked((k0 + CounterRandom.Weyl0, k1 + CounterRandom.Weyl1));
        }

        Vector512<ulong> half = Vector512.Create(0xFFFFFFFFul);
        Vector512<ulong> even = (x0 & half) | (x1 << 32), odd = (x2 & half) | (x3 << 32);
        Avx512F.PermuteVar8x64x2(even, Vector512.Create(0ul, 8, 1, 9, 2, 10, 3, 11), odd).Store((ulong*)to);
        Avx512F.PermuteVar8x64x2(even, Vector512.Create(4ul, 12, 5, 13, 6, 14, 7, 15), odd).Store((ulong*)to + 8);
    }

    private readonly struct NormalRun(float* numbers, int half) : IWidthWork
    {
        void IWidthWork.Run<V, O>() => Normal<V, O>(numbers, half);
    }

    /// <summary>Turns uniform pairs into normal ones, in place: radius √(−2 ln u) and angle 2πv.</summary>
    internal static void Normal<V, O>(float* numbers, int half)
        where O : ILanes<V>
    {
        for (int i = 0; i < half; i += O.Count)
        {
            V radius = O.SquareRoot(O.Multiply(O.Broadcast(-2f), Elementary.Log<V, O>(O.Load(numbers + i))));
            V angle = O.Multiply(O.Broadcast(6.28318531f), O.Load(numbers + half + i));
            O.Store(O.Multiply(radius, Elementary.Cos<V, O>(angle)), numbers + i);
            O.Store(O.Multiply(radius, Elementary.Sin<V, O>(angle)), numbers + half + i);
        }
    }
}
