using System.Buffers.Binary;
using Carousel.Data;

namespace Carousel.Music;

/// <summary>
/// The bytes of a MIDI file, read from the first to the last; errors give the offset of the byte.
/// </summary>
internal ref struct MidiBytes(string name, ReadOnlySpan<byte> bytes)
{
    private const int LongestNumber = 4;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The offset of the next byte, from 0.</summary>
    public int Offset { get; private set; }

    /// <summary>Where reading has to stop: the end of the chunk, or of the file.</summary>
    public int End { get; set; } = bytes.Length;

    /// <summary>How many bytes the file has.</summary>
    public readonly int Length => _bytes.Length;

    /// <summary>Whether the chunk, or the file, has no more bytes.</summary>
    public readonly bool IsAtEnd => Offset >= End;

    /// <summary>The next byte, which is not consumed.</summary>
    public readonly byte Peek(string what) => Offset < End ? _bytes[Offset] : throw Short(what, 1);

    /// <summary>The next byte.</summary>
    public byte Byte(string what)
    {
        byte value = Peek(what);
        Offset++;
        return value;
    }

    /// <summary>A byte of 0 … 127.</summary>
    public int Data(string what)
    {
        int value = Byte(what);
        return value < 0x80 ? value : throw Fail(Offset - 1, $"{what} is {value}, but must be 0…127");
    }

    /// <summary>Some bytes.</summary>
    public ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > End - Offset)
        {
            throw Short(what, count);
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Offset, count);
        Offset += count;
        return taken;
    }

    /// <summary>A whole number of two bytes, the higher first.</summary>
    public int Short(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, what));

    /// <summary>A whole number of four bytes, the highest first.</summary>
    public long Long(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));

    /// <summary>A number of variable length: seven bits a byte, the highest first, the last byte below 128.</summary>
    public int Variable(string what)
    {
        int first = Offset;
        int value = 0;
        for (int i = 0; i < LongestNumber; i++)
        {
            int next = Byte(what);
            value = (value << 7) | (next & 0x7F);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Fail(first, $"{what} is a number of more than four bytes");
    }

    /// <summary>What is wrong, with the offset.</summary>
    public readonly DataFormatException Fail(int offset, string message) =>
        new($"{name}: byte {offset}: {message}. The MIDI file is damaged; export it again.");

    private readonly DataFormatException Short(string what, int count) =>
        Fail(
            Offset,
            $"{what} takes {count} {(count == 1 ? "byte" : "bytes")}, but the {(End < Length ? "chunk" : "file")} "
            + $"ends {(End == Offset ? "here" : $"after {End - Offset}")}");
}
