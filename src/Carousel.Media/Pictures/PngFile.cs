using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Pictures;

/// <summary>
/// Reads and writes PNG files: grey, colours or a palette, with up to 8 bits a sample, not interlaced; every check
/// value is checked. Transparent pixels are blended with white.
/// </summary>
/// <remarks>W3C, Portable Network Graphics (PNG) Specification, second edition, 2003.</remarks>
internal static class PngFile
{
    /// <summary>The first eight bytes.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a picture from its bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFormatException">It is not a PNG file, is damaged, or of an unsupported kind.</exception>
    public static Picture Read(ReadOnlyMemory<byte> bytes, string name)
    {
        if (!bytes.Span.StartsWith(Signature))
        {
            throw new DataFormatException($"{name} is not a PNG file. Save it as PNG.");
        }

        var chunks = PngChunks.Read(bytes[Signature.Length..], name);
        PngHeader header = chunks.Header;
        byte[] rows = Inflate(chunks, name);
        PngFilters.Undo(rows, header, name);
        return new Picture(header.Width, header.Height, new PngColors(chunks, name).Of(rows));
    }

    /// <summary>Writes a picture: red, green and blue with 8 bits.</summary>
    /// <param name="picture">The picture.</param>
    /// <returns>The whole file; the same picture gives the same bytes on one version of .NET.</returns>
    public static byte[] Write(Picture picture)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            int line = 3 * picture.Width;
            for (int y = 0; y < picture.Height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(picture.Values.Span.Slice(y * line, line));
            }
        }

        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(0, checkedPart));
        file.Write(number);
    }

    /// <summary>All rows with their filters: exactly as many bytes as the header asks for.</summary>
    private static byte[] Inflate(PngChunks chunks, string name)
    {
        PngHeader header = chunks.Header;
        long length = header.Height * (1L + header.RowBytes);
        if (length > Array.MaxLength)
        {
            throw new DataFormatException(
                $"{name} holds {length:N0} bytes, more than are read at once. Make it smaller.");
        }

        var rows = new byte[length];
        try
        {
            using var zlib = new ZLibStream(
                new MemoryStream(chunks.Packed, writable: false), CompressionMode.Decompress);
            int read = zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            if (read < rows.Length)
            {
                throw new DataFormatException(
                    $"{name}: the picture's data end after {read:N0} of {rows.Length:N0} bytes; the file is cut short. "
                    + $"Save it again.");
            }

            return zlib.ReadByte() < 0
                ? rows
                : throw new DataFormatException(
                    $"{name}: the picture's data go on after the {rows.Length:N0} bytes that its size asks for; the "
                    + $"file is damaged. Save it again.");
        }
        catch (InvalidDataException exception)
        {
            throw new DataFormatException(
                $"{name}: the picture's data can't be unpacked; the file is damaged. Save it again.", exception);
        }
    }
}
