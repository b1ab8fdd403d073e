using System.Buffers.Binary;
using System.Text;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>A stored file in a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Offset">Where its bytes begin in the archive's file.</param>
/// <param name="Length">How many.</param>
/// <param name="Check">Their CRC-32.</param>
internal readonly record struct ZipEntry(string Name, long Offset, long Length, uint Check);

/// <summary>
/// Reads the list of a zip archive whose files are stored, not compressed, as PyTorch writes them (APPNOTE 6.3).
/// </summary>
internal static class ZipReader
{
    private const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50, EndSignature = 0x06054b50;
    private const int EndBytes = 22, CentralBytes = 46, LocalBytes = 30, MostComment = 65535, PieceBytes = 1 << 13;

    /// <summary>The files of an archive.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="path">How messages call it.</param>
    /// <exception cref="ModelFileException">It is not a complete archive of stored files.</exception>
    public static List<ZipEntry> Read(Stream stream, string path)
    {
        ModelFileException Bad(string what) =>
            new(
                $"{path}: {what} The archive was damaged or is not one of PyTorch; save it again: "
                + $"torch.save(model.state_dict(), 'model.pth').");
        byte[] end = FindEnd(stream) ?? throw Bad("the file list at the end of the zip archive is missing.");
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)),
            start = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
        {
            throw new ModelFileException(
                $"{path}: the archive is larger than 4 GB or has more than 65,534 files; save the state dictionary as "
                + $".safetensors.");
        }

        if ((long)start + length > stream.Length || (long)count * CentralBytes > length || length > Array.MaxLength)
        {
            throw Bad("the file list of the zip archive is outside it.");
        }

        var list = new byte[(int)length];
        stream.Position = start;
        stream.ReadExactly(list);
        var entries = new List<ZipEntry>(count);
        var names = new HashSet<string>(count, StringComparer.Ordinal);
        for (int at = 0; entries.Count < count;)
        {
            ReadOnlySpan<byte> record = list.AsSpan(at);
            if (record.Length < CentralBytes || BinaryPrimitives.ReadUInt32LittleEndian(record) != CentralSignature)
            {
                throw Bad("the file list of the zip archive can't be read.");
            }

            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
            int recordLength = CentralBytes + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(record[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
            if (recordLength > record.Length)
            {
                throw Bad("the file list of the zip archive is cut short.");
            }

            string name = Encoding.UTF8.GetString(record.Slice(CentralBytes, nameLength));
            OneLine.Require(name, path, "archived file");
            entries.Add(
                names.Add(name)
                    ? Entry(record, name, stream, Bad)
                    : throw Bad("a file appears twice in the zip archive."));
            at += recordLength;
        }

        return entries;
    }

    /// <summary>Checks the bytes of a file.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="entry">The file.</param>
    public static bool IsSound(Stream stream, ZipEntry entry)
    {
        Span<byte> bytes = stackalloc byte[PieceBytes];
        uint check = 0;
        stream.Position = entry.Offset;
        for (long left = entry.Length; left > 0;)
        {
            Span<byte> piece = bytes[..(int)Math.Min(left, PieceBytes)];
            stream.ReadExactly(piece);
            check = Crc32.Append(check, piece);
            left -= piece.Length;
        }

        return check == entry.Check;
    }

    private static ZipEntry Entry(
        ReadOnlySpan<byte> record, string name, Stream stream, Func<string, ModelFileException> bad)
    {
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]),
            method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]),
            length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]),
            local = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        if (method != 0 || packed != length || (flags & 1) != 0)
        {
            throw bad(
                "a file of the zip archive is compressed or encrypted, as in a scripted module (torch.jit.save) or an "
                + "archive of another program, not in a state dictionary.");
        }

        Span<byte> head = stackalloc byte[LocalBytes];
        if (local + (long)LocalBytes > stream.Length)
        {
            throw bad("a file of the zip archive is outside it.");
        }

        stream.Position = local;
        stream.ReadExactly(head);
        long offset = local + (long)LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(head[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(head) == LocalSignature && offset + length <= stream.Length
            ? new ZipEntry(name, offset, length, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]))
            : throw bad("a file of the zip archive is not where the file list says.");
    }

    /// <summary>
    /// Looks for the end of the archive's list from the file's end on, in pieces: only a comment may follow it.
    /// </summary>
    private static byte[]? FindEnd(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[PieceBytes + EndBytes - 1];
        long first = Math.Max(0, stream.Length - EndBytes - MostComment);
        for (long last = stream.Length - EndBytes; last >= first; last -= PieceBytes)
        {
            long start = Math.Max(first, last - PieceBytes + 1);
            Span<byte> piece = bytes[..(int)(last - start + EndBytes)];
            stream.Position = start;
            stream.ReadExactly(piece);
            for (int at = piece.Length - EndBytes; at >= 0; at--)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(piece[at..]) == EndSignature
                    && start + at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(piece[(at + 20)..])
                        == stream.Length)
                {
                    return piece[at..(at + EndBytes)].ToArray();
                }
            }
        }

        return null;
    }
}
