using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// XXH3 of 64 bits (Collet 2019) for more than 240 bytes: a checksum that finds damage as fast as memory brings the
/// bytes. It does not protect against forgery.
/// </summary>
/// <remarks>
/// Whole numbers have one result on every machine, so wide and narrow paths agree; tests compare them.
/// </remarks>
internal static unsafe class XxHash3
{
    /// <summary>XXH3 has other algorithms for fewer bytes, which are not implemented here.</summary>
    public const int LeastBytes = 241;

    private const int Sums = 8, StripeBytes = Sums * sizeof(ulong), StripesOfBlock = 16,
        BlockBytes = StripeBytes * StripesOfBlock;

    /// <summary>Distance of prefetching in bytes: the processor's prefetcher stops at each page.</summary>
    private const int Ahead = 2048;

    // Where in the secret the mixing of a block, the last stripe and the end begin.
    private const int OfBlock = 128, OfLast = 121, OfEnd = 11;

    private const uint Prime32 = 0x9E3779B1;
    private const ulong Prime64 = 0x9E3779B185EBCA87;

    private static ReadOnlySpan<ulong> Secret =>
    [
        0xBE4BA423396CFEB8, 0x1CAD21F72C81017C, 0xDB979083E96DD4DE,
        0x1F67B3B7A4A44072, 0x78E5C0CC4EE679CB, 0x2172FFCC7DD05A82,
        0x8E2443F7744608B8, 0x4C263A81E69035E0, 0xCB00C391BB52283C,
        0xA32E531B8B65D088, 0x4EF90DA297486471, 0xD8ACDEA946EF1938,
        0x3F349CE33F76FAA8, 0x1D4F0BC7C7BBDCF9, 0x3159B4CD4BE0518A,
        0x647378D9C97E9FC8, 0xC3EBD33483ACC5EA, 0xEB6313FAFFA081C5,
        0x49DAF0B751DD0D17, 0x9E68D429265516D3, 0xFCA1477D58BE162B,
        0xCE31D07AD1B8F88F, 0x280416958F3ACB45, 0x7E404BBBCAFBD7AF,
    ];

    private static ReadOnlySpan<ulong> Beginning =>
    [
        0xC2B2AE3D, 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
        0x85EBCA77C2B2AE63, 0x85EBCA77, 0x27D4EB2F165667C5, 0x9E3779B1,
    ];

    /// <summary>The checksum of bytes.</summary>
    /// <param name="bytes"><see cref="LeastBytes"/> or more.</param>
    /// <returns>64 bits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static ulong Of(ReadOnlySpan<byte> bytes) => Of(bytes, out _);

    /// <summary>The checksum of bytes, and on the way what <see cref="FiniteBits"/> asks of them: memory is slower
    /// than both together.</summary>
    /// <param name="bytes"><see cref="LeastBytes"/> or more.</param>
    /// <param name="largest">The largest bits without the sign, the bytes read as numbers of single precision.</param>
    /// <returns>64 bits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static ulong Of(ReadOnlySpan<byte> bytes, out uint largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, LeastBytes, nameof(bytes));
        Span<ulong> sums = stackalloc ulong[Sums];
        Beginning.CopyTo(sums);
        int blocks = (bytes.Length - 1) / BlockBytes, rest = blocks * BlockBytes;
        fixed (ulong* to = sums, words = Secret)
        fixed (byte* from = bytes)
        {
            byte* secret = (byte*)words;
            largest = Avx2.IsSupported
                ? Wide(to, from, blocks, secret)
                : Single(to, from, blocks, secret);

            Stripes(to, from + rest, (bytes.Length - 1 - rest) / StripeBytes, secret);
            Stripes(to, from + bytes.Length - StripeBytes, 1, secret + OfLast);
            largest = Math.Max(largest, FiniteBits.Largest(MemoryMarshal.Cast<byte, uint>(bytes[rest..])));
        }

        return End(sums, (ulong)bytes.Length);
    }

    /// <summary>Whole blocks, four sums in a register; returns the largest bits without the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Wide(ulong* sums, byte* from, int blocks, byte* secret)
    {
        Vector256<ulong> low = Vector256.Load(sums), high = Vector256.Load(sums + 4);
        Vector256<uint> magnitude = Vector256.Create(FiniteBits.Magnitude), largest = default;
        for (; blocks > 0; blocks--)
        {
            for (int stripe = 0; stripe < StripesOfBlock; stripe++, from += StripeBytes)
            {
                Sse.Prefetch0(from + Ahead);
                ulong* values = (ulong*)from, keys = (ulong*)(secret + (stripe * sizeof(ulong)));
                Vector256<ulong> first = Vector256.Load(values), second = Vector256.Load(values + 4);
                largest = Avx2.Max(largest, Avx2.Max(first.AsUInt32() & magnitude, second.AsUInt32() & magnitude));
                low += Part(first, Vector256.Load(keys));
                high += Part(second, Vector256.Load(keys + 4));
            }

            low = Mixed(low, Vector256.Load((ulong*)(secret + OfBlock)));
            high = Mixed(high, Vector256.Load((ulong*)(secret + OfBlock) + 4));
        }

        low.Store(sums);
        high.Store(sums + 4);
        return FiniteBits.Largest(new ReadOnlySpan<uint>(&largest, Vector256<uint>.Count));
    }

    /// <summary>Whole blocks, sum by sum; returns the largest bits without the sign.</summary>
    internal static uint Single(ulong* sums, byte* from, int blocks, byte* secret)
    {
        uint largest = FiniteBits.Largest(new ReadOnlySpan<uint>(from, blocks * (BlockBytes / sizeof(uint))));
        for (; blocks > 0; blocks--, from += BlockBytes)
        {
            Stripes(sums, from, StripesOfBlock, secret);
            for (int n = 0; n < Sums; n++)
            {
                sums[n] = unchecked((sums[n] ^ (sums[n] >> 47) ^ ((ulong*)(secret + OfBlock))[n]) * Prime32);
            }
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Part(Vector256<ulong> values, Vector256<ulong> key)
    {
        Vector256<ulong> keyed = values ^ key;
        return Avx2.Multiply(keyed.AsUInt32(), (keyed >> 32).AsUInt32())
            + Avx2.Shuffle(values.AsUInt32(), 0b01_00_11_10).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Mixed(Vector256<ulong> sum, Vector256<ulong> key)
    {
        Vector256<uint> prime = Vector256.Create((ulong)Prime32).AsUInt32();
        sum = sum ^ (sum >> 47) ^ key;
        return Avx2.Multiply(sum.AsUInt32(), prime) + (Avx2.Multiply((sum >> 32).AsUInt32(), prime) << 32);
    }

    private static void Stripes(ulong* sums, byte* from, int count, byte* secret)
    {
        for (; count > 0; count--, from += StripeBytes, secret += sizeof(ulong))
        {
            for (int n = 0; n < Sums; n++)
            {
                ulong value = ((ulong*)from)[n], keyed = value ^ ((ulong*)secret)[n];
                sums[n ^ 1] = unchecked(sums[n ^ 1] + value);
                sums[n] = unchecked(sums[n] + ((uint)keyed * (keyed >> 32)));
            }
        }
    }

    /// <summary>The eight sums as one, all bits mixed.</summary>
    private static ulong End(ReadOnlySpan<ulong> sums, ulong length)
    {
        unchecked
        {
            ReadOnlySpan<byte> secret = MemoryMarshal.AsBytes(Secret)[OfEnd..];
            ulong hash = length * Prime64;
            for (int n = 0; n < Sums; n += 2)
            {
                ulong high = Math.BigMul(sums[n] ^ Key(secret, n), sums[n + 1] ^ Key(secret, n + 1), out ulong low);
                hash += high ^ low;
            }

            hash = (hash ^ (hash >> 37)) * 0x165667919E3779F9;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Key(ReadOnlySpan<byte> secret, int n) =>
        BinaryPrimitives.ReadUInt64LittleEndian(secret[(n * sizeof(ulong))..]);
}
