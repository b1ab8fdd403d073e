using System.Buffers.Binary;
using Carousel.Data;

namespace Carousel.Pictures;

/// <summary>
/// Turns the samples of a PNG file into red, green and blue; transparent samples are blended with white.
/// </summary>
internal sealed class PngColors
{
    private readonly PngHeader _header;
    private readonly byte[] _palette, _opacity;
    private readonly int[] _key;
    private readonly string _name;

    public PngColors(PngChunks chunks, string name)
    {
        (_header, _palette, _name) = (chunks.Header, chunks.Palette, name);
        byte[] transparency = chunks.Transparency ?? [];
        (_opacity, _key) = (_header.Color == PngHeader.Palette ? transparency : [], []);
        bool fits = _header.Color switch
        {
            0 or 2 => transparency.Length == (chunks.Transparency is null ? 0 : 2 * _header.Samples),
            PngHeader.Palette => transparency.Length <= _palette.Length / 3,
            _ => chunks.Transparency is null,
        };
        if (!fits)
        {
            throw new DataFormatException(
                $"{name}: the tRNS chunk does not fit the kind of picture; the file is damaged. Save it again.");
        }

        if (_header.Color is 0 or 2 && transparency.Length > 0)
        {
            _key =
            [
                .. Enumerable.Range(0, _header.Samples)
                    .Select(k => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * k))),
            ];
        }
    }

    /// <summary>The colours of all places.</summary>
    /// <param name="rows">[height · (1 + row bytes)], without filters.</param>
    /// <returns>[height · width · 3].</returns>
    public byte[] Of(ReadOnlySpan<byte> rows)
    {
        (int width, int samples) = (_header.Width, _header.Samples);
        var colors = new byte[3L * width * _header.Height];
        Span<int> values = stackalloc int[4];
        for (int y = 0; y < _header.Height; y++)
        {
            ReadOnlySpan<byte> row = rows.Slice((y * (_header.RowBytes + 1)) + 1, _header.RowBytes);
            for (int x = 0; x < width; x++)
            {
                for (int k = 0; k < samples; k++)
                {
                    values[k] = Sample(row, (x * samples) + k);
                }

                Write(values[..samples], colors.AsSpan(3 * ((y * width) + x), 3));
            }
        }

        return colors;
    }

    private int Sample(ReadOnlySpan<byte> row, int place)
    {
        int depth = _header.Depth, bit = place * depth;
        return depth == 8 ? row[place] : (row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
    }

    private void Write(ReadOnlySpan<int> values, Span<byte> color)
    {
        int opacity = _key.Length > 0 && values.SequenceEqual(_key) ? 0 : 255;
        switch (_header.Color)
        {
            case PngHeader.Palette when values[0] * 3 >= _palette.Length:
                throw new DataFormatException(
                    $"{_name}: a pixel has colour {values[0]} of a palette of {_palette.Length / 3} colours; the file "
                    + $"is damaged. Save it again.");
            case PngHeader.Palette:
                _palette.AsSpan(values[0] * 3, 3).CopyTo(color);
                opacity = values[0] < _opacity.Length ? _opacity[values[0]] : 255;
                break;
            case 2 or 6:
                (color[0], color[1], color[2]) = ((byte)values[0], (byte)values[1], (byte)values[2]);
                opacity = _header.Color == 6 ? values[3] : opacity;
                break;
            default:
                // From 1, 2 or 4 bits to the same share of 255.
                color.Fill((byte)(values[0] * 255 / ((1 << _header.Depth) - 1)));
                opacity = _header.Color == 4 ? values[1] : opacity;
                break;
        }

        for (int c = 0; c < 3 && opacity < 255; c++)
        {
            color[c] = (byte)(((color[c] * opacity) + (255 * (255 - opacity)) + 127) / 255);
        }
    }
}
