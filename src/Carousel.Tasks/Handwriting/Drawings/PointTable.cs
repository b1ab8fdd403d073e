using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Handwriting.Drawings;

/// <summary>A table of points with a header: drawing, x, y, and if there are any pen (1 while it touches; 0 where it has been lifted before the point) and label.</summary>
internal static class PointTable
{
    /// <summary>The largest coordinate or offset: larger ones are times or places on the earth.</summary>
    public const double MostSize = 1e7;

    /// <summary>Reads a table.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        string all = string.Join('\n', lines.Select(l => l.Text));
        using var rows = new CsvRows(name, new StringReader(all), CsvDialect.FindDelimiter(all[..Math.Min(all.Length, 1 << 16)]));
        rows.TryRead(out CsvLine header);
        int drawing = Column("drawing"), x = Column("x"), y = Column("y"), pen = Find("pen"), label = Find("label");
        var drawings = new List<Drawing>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var points = new List<PenPoint>();
        Drawing? open = null;
        while (rows.TryRead(out CsvLine row))
        {
            long line = lines[(int)row.Line - 1].Number;
            if (row.Cells.Length != header.Cells.Length)
            {
                throw new DataFormatException(name, line, 0, $"the line has {row.Cells.Length} cells, the header {header.Cells.Length}. Add or remove cells.");
            }

            string said = label < 0 ? "" : row.Cells[label];
            if (open is null || open.Name != row.Cells[drawing])
            {
                Close();
                open = new Drawing(row.Cells[drawing], [], said, line);
                if (!seen.Add(open.Name))
                {
                    throw new DataFormatException(name, line, drawing + 1, $"the drawing '{open.Name}' goes on here, but others stand between. Put the points of a drawing together.");
                }
            }
            else if (said != open.Label)
            {
                throw new DataFormatException(name, line, label + 1, $"the label is '{said}', but on line {open.Line} the same drawing has '{open.Label}'. A drawing has one label.");
            }

            if (pen >= 0 && row.Cells[pen] is not ("0" or "1"))
            {
                throw new DataFormatException(name, line, pen + 1, $"'{row.Cells[pen]}' is neither 0 nor 1. Write 1 where the pen touched on the way to the point.");
            }

            if (pen >= 0 && row.Cells[pen] == "0" && points.Count > 0)
            {
                points[^1] = points[^1] with { IsLift = true };
            }

            points.Add(new PenPoint(Number(row, line, x), Number(row, line, y), IsLift: false));
        }

        Close();
        return drawings.Count > 0 ? drawings : throw new DataFormatException($"{name} has a header but no rows. Pass a row a point.");

        void Close()
        {
            if (open is not null)
            {
                points[^1] = points[^1] with { IsLift = true };
                drawings.Add(open with { Points = [.. points] });
                points.Clear();
            }
        }

        int Find(string column) => Array.FindIndex(header.Cells, c => c.Equals(column, StringComparison.OrdinalIgnoreCase));

        int Column(string column) => Find(column) is >= 0 and var found ? found
            : throw new DataFormatException(name, lines[0].Number, 0, $"the header has no column '{column}'. A table of points has the columns drawing, x and y, and may have pen and label.");

        float Number(CsvLine row, long line, int column) =>
            float.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && Math.Abs(value) <= MostSize ? value
            : throw new DataFormatException(name, line, column + 1, $"'{row.Cells[column]}' in column '{header.Cells[column]}' is no coordinate. Write a number.");
    }
}
