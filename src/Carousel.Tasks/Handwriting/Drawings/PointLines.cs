using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Drawings;

/// <summary>A drawing a line of equally many points, without a header: x, y, x, y, … and the label last, as pendigits are (Alpaydin and Alimoglu 1998). There y grows upwards; it is turned over.</summary>
internal static class PointLines
{
    /// <summary>Reads lines.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        int cells = lines[0].Text.Split(',').Length;
        if (cells < 5 || cells % 2 == 0)
        {
            throw new DataFormatException(
                name, lines[0].Number, 0, $"the line has {cells} numbers. A drawing a line is x, y of two or more points and a label; a table of points needs a header with drawing, x and y.");
        }

        return [.. lines.Select((l, i) => ReadLine(name, l, cells, i + 1))];
    }

    private static Drawing ReadLine(string name, TextLine line, int expected, int place)
    {
        string[] cells = line.Text.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length != expected)
        {
            throw new DataFormatException(name, line.Number, 0, $"the line has {cells.Length} cells, those before have {expected}. Every drawing of such a file has equally many points.");
        }

        var points = new PenPoint[expected / 2];
        for (int p = 0; p < points.Length; p++)
        {
            points[p] = new PenPoint(Number(2 * p), -Number((2 * p) + 1), p == points.Length - 1);
        }

        return cells[^1].Length == 0
            ? throw new DataFormatException(name, line.Number, expected, "the label is empty. Write what the drawing stands for behind its points.")
            : new Drawing(place.ToString(CultureInfo.InvariantCulture), points, cells[^1], line.Number);

        float Number(int cell) => float.TryParse(cells[cell], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && Math.Abs(value) <= PointTable.MostSize
            ? value
            : throw new DataFormatException(name, line.Number, cell + 1, $"'{cells[cell]}' is no coordinate. Write a number.");
    }
}
