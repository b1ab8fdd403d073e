using System.Buffers.Binary;
using System.Numerics;

namespace Carousel.Interchange.TensorBoard;

/// <summary>
/// CRC-32C, the cyclic redundancy check of Castagnoli 1993 (RFC 3720, appendix B.4), and the masked form that TFRecord
/// files hold.
/// </summary>
internal static class Checksum
{
    /// <summary>The check of some bytes.</summary>
    /// <param name="bytes">Any.</param>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    /// <summary>
    /// The check turned right by 15 bits and moved by a constant: the check of data that hold checks is then no special
    /// case.
    /// </summary>
    /// <param name="bytes">Any.</param>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Crc32C(bytes), 15) + 0xA282EAD8u;
}
