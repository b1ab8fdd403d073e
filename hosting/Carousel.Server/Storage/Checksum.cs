using System.Buffers.Binary;
using System.Numerics;

namespace Carousel.Server.Storage;

/// <summary>CRC-32C of stored bytes together with their key.</summary>
/// <remarks>A value is built up from <see cref="Start"/>; the processor computes eight bytes at a time.</remarks>
internal static class Checksum
{
    /// <summary>The checksum of nothing.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>Continues a checksum.</summary>
    /// <param name="sum">The checksum so far.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return sum;
    }

    /// <summary>Continues a checksum.</summary>
    /// <param name="sum">The checksum so far.</param>
    /// <param name="value">The number that follows.</param>
    public static uint Add(uint sum, long value) => BitOperations.Crc32C(sum, unchecked((ulong)value));

    /// <summary>Continues a checksum.</summary>
    /// <param name="sum">The checksum so far.</param>
    /// <param name="session">The id that follows.</param>
    public static uint Add(uint sum, UInt128 session) =>
        unchecked(Add(Add(sum, (long)(ulong)(session >> 64)), (long)(ulong)session));

    /// <summary>Continues a checksum; the length counts, so that two texts cannot be divided differently.</summary>
    /// <param name="sum">The checksum so far.</param>
    /// <param name="text">The text that follows.</param>
    public static uint Add(uint sum, string text)
    {
        sum = Add(sum, (long)text.Length);
        foreach (char character in text)
        {
            sum = BitOperations.Crc32C(sum, character);
        }

        return sum;
    }

    /// <summary>The checksum of a whole state or piece.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Start, bytes);

    /// <summary>Finds the id that was stored, if one byte of it is damaged.</summary>
    /// <param name="read">The id as it was read.</param>
    /// <param name="fits">Whether the checksum fits an id.</param>
    /// <returns>The id that fits; the id as it was read if no such id fits.</returns>
    public static UInt128 Repair(UInt128 read, Func<UInt128, bool> fits)
    {
        for (int at = 0; at < 128; at += 8)
        {
            for (int change = 1; change < 256; change++)
            {
                UInt128 id = read ^ ((UInt128)change << at);
                if (fits(id))
                {
                    return id;
                }
            }
        }

        return read;
    }
}
