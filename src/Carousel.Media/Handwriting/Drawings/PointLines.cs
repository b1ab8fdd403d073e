using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>
/// One drawing per line, of equally many points, without a header: x, y, x, y, … and the label last, as pendigits are
/// (Alpaydin and Alimoglu 1998). There y grows upwards; it is turned over.
/// </summary>
internal static class PointLines
{
    /// <summary>Reads lines.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        int cells = lines[0].Text.Split(',').Length;
        return cells >= 5 && cells % 2 == 1
            ? [.. lines.Select((l, i) => ReadLine(name, l, cells, i + 1))]
            : throw new DataFormatException(
                name, lines[0].Number, 0,
                $"the line has {cells} cells. A drawing on one line is x, y of two or more points and a label; a table "
                + $"of points needs a header with drawing, x and y.");
    }

    private static Drawing ReadLine(string name, TextLine line, int expected, int place)
    {
        DataFormatException Wrong(int column, string reason) => new(name, line.Number, column, reason);
        string[] cells = line.Text.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length != expected)
        {
            throw Wrong(
                0,
                $"the line has {cells.Length} cells, those before have {expected}. Correct the line: all drawings "
                + "of such a file have equally many points, followed by the label.");
        }

        float[] values =
        [
            .. cells.SkipLast(1).Select((cell, c) => PenPoint.TryRead(cell, out float value) ? value
                : throw Wrong(c + 1, $"'{cell}' is not a coordinate. Write a number with a decimal point.")),
        ];
        PenPoint[] points =
        [
            .. values.Chunk(2).Select((p, i) => new PenPoint(p[0], -p[1], (2 * i) + 2 == values.Length)),
        ];
        return cells[^1].Length == 0
            ? throw Wrong(expected, "the label is empty. Write the drawing's label after its points.")
            : new Drawing(Invariant.Of($"{place}"), points, cells[^1], line.Number);
    }
}
