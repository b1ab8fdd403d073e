using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Handwriting;

/// <summary>
/// A table of points with a header: drawing, x, y, and if there are any pen (1 while it touches; 0 where it has been
/// lifted before the point) or the number of the stroke, and label.
/// </summary>
internal static class PointTable
{
    /// <summary>Reads a table.</summary>
    public static IReadOnlyList<Drawing> Read(string name, IReadOnlyList<TextLine> lines)
    {
        string all = string.Join('\n', lines.Select(l => l.Text));
        using var file = CsvFile.Open(new StringReader(all), name, null, '.');
        string[] header = file.Header;
        int drawing = Column("drawing", "drawing_id", "id"), x = Column("x"), y = Column("y"), pen = Find("pen"),
            stroke = Find("stroke", "stroke_id"), label = Find("label", "class", "symbol", "character");
        string last = "";
        var drawings = new List<Drawing>();
        var seen = new HashSet<string>();
        var points = new List<PenPoint>();
        Drawing? open = null;
        foreach (CsvLine row in file.Rows)
        {
            string[] cells = row.Cells;
            long line = lines[(int)row.Line - 1].Number;
            DataFormatException Wrong(int column, string reason) => new(name, line, column + 1, reason);
            float Number(int column) => PenPoint.TryRead(cells[column], out float value) ? value
                : throw Wrong(
                    column, $"'{cells[column]}' in column '{header[column]}' is not a coordinate. Write a "
                        + "number with a decimal point.");

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

            string now = stroke < 0 ? "" : cells[stroke];
            if (((pen >= 0 && cells[pen] == "0") || (pen < 0 && now != last)) && points.Count > 0)
            {
                points[^1] = points[^1] with { IsLift = true };
            }

            last = now;

            points.Add(new PenPoint(Number(x), Number(y), IsLift: false));
        }

        Close();
        return drawings;

        void Close()
        {
            if (open is not null)
            {
                points[^1] = points[^1] with { IsLift = true };
                drawings.Add(open with { Points = [.. points] });
                points.Clear();
            }
        }

        int Find(params string[] names) => ColumnNames.Find(header, names);

        int Column(params string[] names) => Find(names) is >= 0 and var found ? found
            : throw new DataFormatException(
                name, lines[0].Number, 0,
                $"the header has no column '{names[0]}'. A table of points has the columns drawing, x and y, and may "
                + $"have pen or stroke, and label.");
    }
}
