using Carousel.Data;

namespace Carousel.Pictures;

/// <summary>
/// Reverses the filters of the rows of a PNG file: each byte was stored as its difference from a prediction from its
/// neighbours. Specification, section 9.
/// </summary>
internal static class PngFilters
{
    /// <summary>Turns stored bytes into samples, in place.</summary>
    /// <param name="rows">[height · (1 + row bytes)]: each row with its filter's number in front.</param>
    /// <param name="header">Sizes.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="DataFormatException">A row has a filter that does not exist.</exception>
    public static void Undo(Span<byte> rows, PngHeader header, string name)
    {
        int length = header.RowBytes, distance = header.Distance;
        Span<byte> before = new byte[length];
        for (int y = 0; y < header.Height; y++)
        {
            int filter = rows[y * (length + 1)];
            Span<byte> row = rows.Slice((y * (length + 1)) + 1, length);
            if (filter > 4)
            {
                throw new DataFormatException(
                    $"{name}: row {y + 1} has filter {filter}, which PNG does not have; the file is damaged. Save it "
                    + $"again.");
            }

            for (int k = 0; k < length && filter > 0; k++)
            {
                int left = k < distance ? 0 : row[k - distance], above = before[k],
                    corner = k < distance ? 0 : before[k - distance];
                int foretold = filter switch
                {
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    _ => Nearest(left, above, corner)
                };
                row[k] = (byte)(row[k] + foretold);
            }

            before = row;
        }
    }

    /// <summary>Of three neighbours the one nearest to left + above − corner (Paeth 1991).</summary>
    private static int Nearest(int left, int above, int corner)
    {
        int center = left + above - corner, toLeft = Math.Abs(center - left), toAbove = Math.Abs(center - above),
            toCorner = Math.Abs(center - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
