using System.Buffers.Binary;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>Reads the numbers and bytes of a pickle one after another.</summary>
/// <param name="bytes">The pickle.</param>
/// <param name="refuse">Makes the exception for an error in it.</param>
internal sealed class PickleCursor(byte[] bytes, Func<string, ModelFileException> refuse)
{
    private int _at;

    /// <summary>The next byte.</summary>
    public byte Byte() => Bytes(1)[0];

    /// <summary>The next bytes.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ModelFileException">There are fewer.</exception>
    public ReadOnlySpan<byte> Bytes(long count)
    {
        if (count > bytes.Length - _at)
        {
            throw refuse("ends in the middle");
        }

        _at += (int)count;
        return bytes.AsSpan(_at - (int)count, (int)count);
    }

    /// <summary>The next two bytes.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    /// <summary>The next four bytes.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>The next four bytes, with a sign.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    /// <summary>The next eight bytes, the highest first.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>Bytes up to the end of the line, which is skipped.</summary>
    public ReadOnlySpan<byte> Line()
    {
        int length = bytes.AsSpan(_at).IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = Bytes(length < 0 ? long.MaxValue : length);
        _at++;
        return line;
    }

    /// <summary>A whole number after the count of its bytes.</summary>
    public long Long()
    {
        ReadOnlySpan<byte> own = Bytes(Byte());
        if (own.Length > sizeof(long))
        {
            throw refuse("has a number of more than 64 bits");
        }

        long value = 0;
        for (int k = 0; k < own.Length; k++)
        {
            value |= (long)own[k] << (8 * k);
        }

        int unused = 8 * (sizeof(long) - own.Length);
        return own.Length == 0 ? 0 : value << unused >> unused;
    }
}
