using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Writes a zip archive of stored files whose bytes begin at multiples of 64, like those of PyTorch (APPNOTE 6.3).
/// Contains no time.
/// </summary>
/// <param name="stream">Written from where it stands, which is the archive's beginning.</param>
internal sealed class ZipWriter(Stream stream)
{
    private const int Alignment = 64, LocalBytes = 30, CentralBytes = 46, EndBytes = 22, FieldHead = 4;
    private const ushort Version = 20, Utf8Names = 1 << 11, FirstOfJanuary1980 = 33;

    private readonly ArrayBufferWriter<byte> _list = new();
    private long _at;
    private int _count;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path in the archive.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="NotSupportedException">The archive would be larger than 4 GB.</exception>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        byte[] path = Encoding.UTF8.GetBytes(name);

        // The padding is in an extra field, FB, after its four bytes of head.
        int padding = (int)((Alignment - ((_at + LocalBytes + path.Length + FieldHead) % Alignment)) % Alignment);
        if (_at + LocalBytes + path.Length + FieldHead + padding + bytes.Length > uint.MaxValue - (1 << 24)
            || _count == ushort.MaxValue - 1)
        {
            throw new NotSupportedException(
                "The archive would be larger than 4 GB or have too many files; write .safetensors.");
        }

        uint check = Crc32.Append(0, bytes);
        Span<byte> local = stackalloc byte[LocalBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(local[4..], Version);
        Common(local[6..], check, (uint)bytes.Length, path.Length, FieldHead + padding);
        stream.Write(local);
        stream.Write(path);
        Span<byte> field = stackalloc byte[FieldHead + padding];
        field.Fill((byte)'Z');
        "FB"u8.CopyTo(field);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)padding);
        stream.Write(field);
        stream.Write(bytes);

        Span<byte> central = stackalloc byte[CentralBytes];
        central.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(central, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(central[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(central[6..], Version);
        Common(central[8..], check, (uint)bytes.Length, path.Length, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(central[42..], (uint)_at);
        _list.Write(central);
        _list.Write(path);
        _at += LocalBytes + path.Length + FieldHead + padding + bytes.Length;
        _count++;
    }

    /// <summary>Writes the list.</summary>
    public void Finish()
    {
        Span<byte> end = stackalloc byte[EndBytes];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)_count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)_count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)_list.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)_at);
        stream.Write(_list.WrittenSpan);
        stream.Write(end);
    }

    /// <summary>
    /// What stands alike in both heads: flags, method 0, time, check, sizes, lengths of name and fields.
    /// </summary>
    private static void Common(Span<byte> head, uint check, uint length, int name, int field)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(head, Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], check);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[20..], (ushort)name);
        BinaryPrimitives.WriteUInt16LittleEndian(head[22..], (ushort)field);
    }
}
