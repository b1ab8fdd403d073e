using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Carousel.Storage;

/// <summary>
/// XXH64 (Collet 2012): a checksum that finds damage at the speed of memory. It does not protect against forgery.
/// </summary>
internal static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9,
        Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;

    /// <summary>The checksum of bytes.</summary>
    /// <param name="bytes">In any number.</param>
    /// <param name="seed">Another one gives another checksum; that of the bytes before makes a chain.</param>
    /// <returns>64 bits.</returns>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        unchecked
        {
            ulong hash = seed + Prime5;
            int whole = bytes.Length - (bytes.Length % Stripe);
            if (whole > 0)
            {
                (ulong a, ulong b, ulong c, ulong d) = Stripes(bytes[..whole], seed);
                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12)
                    + BitOperations.RotateLeft(d, 18);
                hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            }

            return Finish(hash + (ulong)bytes.Length, bytes[whole..]);
        }
    }

    /// <summary>
    /// All but the rest: compiled well at once, for it runs once for each file, over millions of stripes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (ulong A, ulong B, ulong C, ulong D) Stripes(ReadOnlySpan<byte> bytes, ulong seed)
    {
        unchecked
        {
            ulong a = seed + Prime1 + Prime2, b = seed + Prime2, c = seed, d = seed - Prime1;
            foreach (Four four in MemoryMarshal.Cast<byte, Four>(bytes))
            {
                a = Round(a, four.A);
                b = Round(b, four.B);
                c = Round(c, four.C);
                d = Round(d, four.D);
            }

            return (a, b, c, d);
        }
    }

    // Lowest byte first, as the processors that files are read on have it.
    private readonly record struct Four(ulong A, ulong B, ulong C, ulong D);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong state, ulong value) =>
        unchecked(BitOperations.RotateLeft(state + (value * Prime2), 31) * Prime1);

    private static ulong Merge(ulong hash, ulong state) => unchecked(((hash ^ Round(0, state)) * Prime1) + Prime4);

    /// <summary>The bytes after the last whole stripe, and the mixing of all bits.</summary>
    private static ulong Finish(ulong hash, ReadOnlySpan<byte> rest)
    {
        unchecked
        {
            for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            {
                hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27)
                    * Prime1) + Prime4;
            }

            if (rest.Length >= sizeof(uint))
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23)
                    * Prime2) + Prime3;
                rest = rest[sizeof(uint)..];
            }

            foreach (byte value in rest)
            {
                hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;
            }

            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }
}
