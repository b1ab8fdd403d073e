using System.Buffers.Binary;
using Carousel.Data;

namespace Carousel.Pictures;

/// <summary>
/// What a PNG file's first chunk says. W3C, Portable Network Graphics, second edition, 2003, section 11.2.2.
/// </summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4 or 8.</param>
/// <param name="Color">0 grey, 2 red, green and blue, 3 a place in the palette, 4 grey and alpha, 6 red, green, blue
/// and alpha.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Color)
{
    public const int Palette = 3;

    /// <summary>Samples of a place.</summary>
    public int Samples => Color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Whole bytes from a place to the next, at least 1: what filters look back by.</summary>
    public int Distance => Math.Max(1, Samples * Depth / 8);

    /// <summary>Bytes of a row without its filter.</summary>
    public int RowBytes => (int)((((long)Width * Samples * Depth) + 7) / 8);

    /// <summary>Reads the chunk.</summary>
    /// <param name="data">The chunk's content.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="DataFormatException">It is damaged, or of a kind that is not read.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != 13)
        {
            throw new DataFormatException(
                $"{name}: the header chunk has {data.Length} bytes instead of 13; the file is damaged. Save it again.");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(data),
            height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        (int depth, int color) = (data[8], data[9]);
        if (width == 0 || height == 0 || (ulong)width * height > Picture.MostPlaces)
        {
            throw new DataFormatException(
                $"{name} is {width} by {height} pixels; from 1 by 1 to {Picture.MostPlaces:N0} pixels in all are read. "
                + $"Make it smaller, or save it again if the size is wrong.");
        }

        if (depth == 16 && color is 0 or 2 or 4 or 6)
        {
            throw new DataFormatException($"{name} has 16 bits per sample; at most 8 are read. Save it with 8 bits.");
        }

        bool isKnown = (color, depth) is (0 or 3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8);
        if (!isKnown || data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new DataFormatException(
                $"{name}: the header declares colour type {color} with {depth} bits, compression {data[10]}, filter "
                + $"{data[11]}, interlace {data[12]}, which PNG does not have; the file is damaged. Save it again.");
        }

        return data[12] == 1
            ? throw new DataFormatException($"{name} is interlaced, which is not read. Save it without interlace.")
            : new PngHeader((int)width, (int)height, depth, color);
    }
}
