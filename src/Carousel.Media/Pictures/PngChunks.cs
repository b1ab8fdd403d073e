using System.Buffers.Binary;
using System.Text;
using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Pictures;

/// <summary>
/// The chunks of a PNG file that decide on its places, each with its check value checked and in the order that the
/// specification asks for.
/// </summary>
internal sealed record PngChunks(PngHeader Header, byte[] Palette, byte[]? Transparency, byte[] Packed)
{
    /// <summary>Reads all chunks.</summary>
    /// <param name="bytes">The bytes after the signature.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public static PngChunks Read(ReadOnlyMemory<byte> bytes, string name)
    {
        PngHeader? header = null;
        byte[] palette = [];
        byte[]? transparency = null;
        using var packed = new MemoryStream();
        (bool hasData, bool dataEnded) = (false, false);
        for (ReadOnlySpan<byte> rest = bytes.Span; ;)
        {
            string type = Next(rest, name, out ReadOnlySpan<byte> data);
            rest = rest[(data.Length + 12)..];
            if ((type == "IHDR") != header is null)
            {
                throw Order(
                    name, header is null ? $"the first chunk is {type}, not IHDR" : "there is a second IHDR chunk");
            }

            dataEnded |= hasData && type != "IDAT";
            switch (type)
            {
                case "IHDR":
                    header = PngHeader.Read(data, name);
                    break;
                case "PLTE" when hasData || palette.Length > 0 || transparency is not null:
                    throw Order(name, "the PLTE chunk is not before tRNS and IDAT, or there are two");
                case "PLTE":
                    palette = data.Length is 0 or > 768 || data.Length % 3 != 0
                        ? throw new DataFormatException(
                            $"{name}: the palette has {data.Length} bytes, which is not 1 to 256 colours; the file is "
                            + $"damaged. Save it again.")
                        : data.ToArray();
                    break;
                case "tRNS" when hasData || transparency is not null:
                    throw Order(name, "the tRNS chunk is after IDAT, or there are two");
                case "tRNS":
                    transparency = data.ToArray();
                    break;
                case "IDAT" when dataEnded:
                    throw Order(name, "the IDAT chunks are not consecutive");
                case "IDAT":
                    packed.Write(data);
                    hasData = true;
                    break;
                case "IEND" when rest.Length > 0:
                    throw Order(name, $"{rest.Length:N0} bytes follow the end chunk");
                case "IEND" when !hasData:
                    throw Order(name, "the IDAT chunk is missing");
                case "IEND" when header!.Value.Color == PngHeader.Palette && palette.Length == 0:
                    throw Order(name, "the palette is missing");
                case "IEND":
                    return new PngChunks(header!.Value, palette, transparency, packed.ToArray());
                default:
                    // Bit 5 of the first letter: a lower-case letter says that the picture can be shown without the
                    // chunk.
                    if (char.IsAsciiLetterUpper(type[0]))
                    {
                        throw new DataFormatException(
                            $"{name} has an unknown chunk {type}, without which it cannot be shown. Save it as plain "
                            + $"PNG.");
                    }

                    break;
            }
        }
    }

    /// <summary>The chunk at the beginning, its length and check value checked.</summary>
    private static string Next(ReadOnlySpan<byte> rest, string name, out ReadOnlySpan<byte> data)
    {
        uint length = rest.Length < 12 ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > (uint)Math.Max(0, rest.Length - 12))
        {
            throw new DataFormatException($"{name} ends inside a chunk: it is cut short or damaged. Save it again.");
        }

        ReadOnlySpan<byte> letters = rest.Slice(4, 4);
        data = rest.Slice(8, (int)length);
        foreach (byte letter in letters)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new DataFormatException(
                    $"{name}: a chunk's type contains byte {letter}, which is not a letter; the file is damaged. Save "
                    + $"it again.");
            }
        }

        string type = Encoding.ASCII.GetString(letters);
        return Crc32.Append(0, rest.Slice(4, 4 + (int)length))
            == BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..])
            ? type
            : throw new DataFormatException(
                $"{name}: the checksum of chunk {type} is wrong; the file is damaged. Save it again.");
    }

    private static DataFormatException Order(string name, string what) =>
        new($"{name}: {what}; the file is damaged. Save it again.");
}
