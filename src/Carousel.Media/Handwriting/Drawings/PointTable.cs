using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>
/// A table of points with a header: drawing, x, y, and if there are any pen (1 while it touches; 0 where it has been
/// lifted before the point) and label.
/// </summary>
internal static class PointTable
{
    /// <summary>Reads a table.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        string all = string.Join('\n', lines.Select(l => l.Text));
        using var rows = new CsvRows(
            name, new StringReader(all), CsvDialect.FindDelimiter(all[..Math.Min(all.Length, 1 << 16)]));
        rows.TryRead(out CsvLine header);
        int drawing = Column("drawing"), x = Column("x"), y = Column("y"), pen = Find("pen"), label = Find("label");
        var drawings = new List<Drawing>();
        var seen = new HashSet<string>();
        var points = new List<PenPoint>();
        Drawing? open = null;
        while (rows.TryRead(out CsvLine row))
        {
            string[] cells = row.Cells;
            long line = lines[(int)row.Line - 1].Number;
            DataFormatException Wrong(int column, string reason) => new(name, line, column + 1, reason);
            float Number(int column) => PenPoint.TryRead(cells[column], out float value) ? value
                : throw Wrong(
                    column, $"'{cells[column]}' in column '{header.Cells[column]}' is not a coordinate. Write a "
                        + $"number.");

            if (cells.Length != header.Cells.Length)
            {
                throw Wrong(
                    -1, $"the line has {cells.Length} cells, the header {header.Cells.Length}. Add or remove cells.");
            }

            string said = label < 0 ? "" : cells[label];
            if (open is null || open.Name != cells[drawing])
            {
                Close();
                open = new Drawing(cells[drawing], [], said, line);
                if (!seen.Add(open.Name))
                {
                    throw Wrong(
                        drawing,
                        $"the drawing '{open.Name}' continues here after other drawings. Put the points of a drawing "
                        + $"together.");
                }
            }
            else if (said != open.Label)
            {
                throw Wrong(
                    label,
                    $"the label is '{said}', but on line {open.Line} the same drawing has '{open.Label}'. A drawing "
                    + $"has one label.");
            }

            if (pen >= 0 && cells[pen] is not ("0" or "1"))
            {
                throw Wrong(
                    pen, $"'{cells[pen]}' is neither 0 nor 1. Write 1 where the pen touched on the way to the point.");
            }

            if (pen >= 0 && cells[pen] == "0" && points.Count > 0)
            {
                points[^1] = points[^1] with { IsLift = true };
            }

            points.Add(new PenPoint(Number(x), Number(y), IsLift: false));
        }

        Close();
        return drawings.Count > 0
            ? drawings
            : throw new DataFormatException($"{name} has a header but no rows. Pass one row per point.");

        void Close()
        {
            if (open is not null)
            {
                points[^1] = points[^1] with { IsLift = true };
                drawings.Add(open with { Points = [.. points] });
                points.Clear();
            }
        }

        int Find(string column) =>
            Array.FindIndex(header.Cells, c => c.Equals(column, StringComparison.OrdinalIgnoreCase));

        int Column(string column) => Find(column) is >= 0 and var found ? found
            : throw new DataFormatException(
                name, lines[0].Number, 0,
                $"the header has no column '{column}'. A table of points has the columns drawing, x and y, and may "
                + $"have pen and label.");
    }
}
