using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>Values that exceed a bias.</summary>
/// <param name="Count">How many exceed it.</param>
/// <param name="Excess">By how much, added up.</param>
/// <param name="Places">Their places, counted from 0, added up.</param>
/// <param name="Longest">The most of them in a row.</param>
/// <remarks>The four poolings of MultiRocket (Tan, Dempster, Bergmeir and Webb 2022).</remarks>
internal readonly record struct BiasPooling(int Count, double Excess, long Places, int Longest)
{
    private const int WordBits = 64;

    /// <summary>For each bit of a place within a word, the places that have it.</summary>
    private static readonly ulong[] _placesWithBit =
    [
        0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0,
        0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000,
    ];

    /// <summary>Pools values. Its bits do not depend on the width of vectors.</summary>
    /// <param name="values">[L].</param>
    /// <param name="bias">The bias.</param>
    public static BiasPooling Of(ReadOnlySpan<float> values, float bias)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int lanes = Vector256<float>.Count, count = 0, longest = 0, run = 0;
        long places = 0;
        Vector256<float> level = Vector256.Create(bias), excess = default;
        float rest = 0;
        for (int begin = 0; begin < values.Length; begin += WordBits)
        {
            int end = Math.Min(values.Length, begin + WordBits), t = begin;
            ulong word = 0;
            for (; t <= end - lanes; t += lanes)
            {
                Vector256<float> above = Vector256.LoadUnsafe(ref first, (nuint)t) - level;
                Vector256<float> mask = Vector256.GreaterThan(above, default);
                excess += above & mask;
                word |= (ulong)mask.ExtractMostSignificantBits() << (t - begin);
            }

            for (; t < end; t++)
            {
                float above = values[t] - bias;
                if (above > 0)
                {
                    rest += above;
                    word |= 1UL << (t - begin);
                }
            }

            if (word == 0)
            {
                (longest, run) = (Math.Max(longest, run), 0);
                continue;
            }

            int own = BitOperations.PopCount(word);
            count += own;
            places += ((long)begin * own) + PlacesOf(word);
            Extend(word, end - begin, ref longest, ref run);
        }

        double sum = rest;
        for (int lane = 0; lane < lanes; lane++)
        {
            sum += excess[lane];
        }

        return new BiasPooling(count, sum, places, Math.Max(longest, run));
    }

    private static long PlacesOf(ulong word)
    {
        long sum = 0;
        for (int bit = 0; bit < _placesWithBit.Length; bit++)
        {
            sum += (long)BitOperations.PopCount(word & _placesWithBit[bit]) << bit;
        }

        return sum;
    }

    /// <summary>Counts the runs of ones in a word, the first of which may continue one of the word before.</summary>
    private static void Extend(ulong word, int bits, ref int longest, ref int run)
    {
        int leading = BitOperations.TrailingZeroCount(~word);
        if (leading >= bits)
        {
            run += bits;
            return;
        }

        longest = Math.Max(longest, run + leading);
        run = BitOperations.LeadingZeroCount(~(word << (WordBits - bits)));
        longest = Math.Max(longest, run);

        // A run inside is no longer than there are ones.
        if (BitOperations.PopCount(word) > longest)
        {
            longest = Math.Max(longest, LongestRun(word));
        }
    }

    /// <summary>The longest run of ones, by bisection over lengths that are powers of two.</summary>
    private static int LongestRun(ulong word)
    {
        // At [i] a bit is set at the end of each run of 2^i ones.
        Span<ulong> ends = stackalloc ulong[7];
        ends[0] = word;
        int i = 0;
        for (; (ends[i] & (ends[i] << (1 << i))) is var longer and not 0; i++)
        {
            ends[i + 1] = longer;
        }

        (ulong found, int length) = (ends[i], 1 << i);
        for (int j = i - 1; j >= 0; j--)
        {
            if ((found & (ends[j] << length)) is var longer and not 0)
            {
                (found, length) = (longer, length + (1 << j));
            }
        }

        return length;
    }
}
