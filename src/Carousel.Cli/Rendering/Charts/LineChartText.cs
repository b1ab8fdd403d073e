using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Lines in letters: each carries a small letter, which the legend names, so that they can be distinguished without
/// colours.
/// </summary>
internal static class LineChartText
{
    private const int Rows = 14;
    private const int MostTicks = 6;
    private const int LeastColumns = 16;
    private const int LettersOfALine = 3;
    private const int LetterDistance = 3;
    private const int MostMarkers = 4;

    /// <summary>Draws the chart.</summary>
    public static IEnumerable<string> Draw(LineChart chart, int width, Pen pen)
    {
        double[] span = chart.Span is { } least ? [least.Lowest, least.Highest] : [];
        var scale = ChartScale.Of(chart.Lines.SelectMany(l => l.Values).Concat(span), chart.IsLogarithmic, MostTicks);
        string[] labels = LabelsOf(scale);
        int margin = labels.Max(l => l.Length);
        int columns = Math.Max(LeastColumns, width - margin - 2);
        var canvas = new DotCanvas(columns, Rows);
        var axis = new PositionAxis(chart.Axis, columns);
        bool isLettered = chart.Lines.Count > 1;
        for (int s = 0; s < chart.Lines.Count; s++)
        {
            int?[] passed = DrawLine(canvas, axis, scale, chart.Lines[s], s);
            if (isLettered)
            {
                PutLetters(canvas, passed, s, chart.Lines.Count);
            }
        }

        foreach (Marker marker in chart.Markers)
        {
            canvas.Rule(axis.Column(marker.Position), '┊');
        }

        return [
            .. Head(chart, pen), .. Field(canvas, labels, margin, pen), .. axis.Draw(margin, pen),
            .. Legend(chart, isLettered, width, pen),
        ];
    }

    /// <summary>The letter of a line.</summary>
    internal static char LetterOf(int line) => (char)('a' + (line % 26));

    private static IEnumerable<string> Head(LineChart chart, Pen pen) =>
        chart.ValueName.Length == 0 && !chart.IsLogarithmic
            ? []
            : [pen.Dim($"{chart.ValueName}{(chart.IsLogarithmic ? " (logarithmic)" : "")}".TrimStart())];

    private static IEnumerable<string> Field(DotCanvas canvas, string[] labels, int margin, Pen pen)
    {
        for (int row = 0; row < canvas.Rows; row++)
        {
            yield return pen.Dim($"{labels[row].PadLeft(margin)} {(labels[row].Length > 0 ? '┤' : '│')}")
                + canvas.Text(row, pen);
        }
    }

    private static IEnumerable<string> Legend(LineChart chart, bool isLettered, int width, Pen pen)
    {
        List<(string Plain, string Shown)> entries =
        [
            .. chart.Lines.Select((l, s) => isLettered
                ? ($"{LetterOf(s)} {l.Name}", $"{pen.Series(LetterOf(s).ToString(), s)} {l.Name}")
                : (l.Name, l.Name)),
            .. chart.Markers.Where(m => m.Label.Length > 0).Take(MostMarkers).Select(m => $"┊ {m.Label}")
                .Select(t => (t, t)),
        ];
        string line = "";
        int length = 0;
        foreach ((string plain, string shown) in entries)
        {
            if (length > 0 && length + 3 + plain.Length > width)
            {
                yield return line;
                (line, length) = ("", 0);
            }

            (line, length) = (length == 0 ? shown : $"{line}   {shown}", length + (length == 0 ? 0 : 3) + plain.Length);
        }

        yield return line;
    }

    /// <summary>Draws a line; where it has a value between two gaps, that is a dot.</summary>
    /// <returns>For each column of letters, the row in which the line leaves it; null where it is not.</returns>
    private static int?[] DrawLine(DotCanvas canvas, PositionAxis axis, ChartScale scale, Series series, int number)
    {
        var passed = new int?[canvas.Columns];
        (int X, int Y)? before = null;
        for (int i = 0; i < series.Values.Count; i++)
        {
            (int X, int Y)? at = scale.Share(series.Values[i]) is { } share
                ? (axis.Dot(i), (int)Math.Round((1 - Math.Clamp(share, 0, 1)) * ((canvas.Rows * DotCanvas.Down) - 1)))
                : null;
            if (at is { } dot)
            {
                foreach ((int column, int row) in canvas.Line(
                    before ?? dot, dot, number, series.Role == SeriesRole.Baseline))
                {
                    passed[column] = row;
                }
            }

            before = at;
        }

        return passed;
    }

    // A few letters along the line, those of different lines in different columns.
    private static void PutLetters(DotCanvas canvas, int?[] passed, int number, int lines)
    {
        int spacing = Math.Max(lines * LetterDistance, canvas.Columns / LettersOfALine);
        bool isPut = false;
        for (int column = (int)((number + 0.5) * spacing / lines); column < canvas.Columns; column += spacing)
        {
            isPut |= passed[column] is { } row && canvas.TryLetter(column, row, LetterOf(number), number);
        }

        for (int column = 0; column < canvas.Columns && !isPut; column++)
        {
            isPut = passed[column] is { } row && canvas.TryLetter(column, row, LetterOf(number), number);
        }
    }

    private static string[] LabelsOf(ChartScale scale)
    {
        string[] labels = [.. Enumerable.Repeat("", Rows)];
        foreach (double tick in scale.Ticks)
        {
            int dot = (int)Math.Round((1 - (scale.Share(tick) ?? 0)) * ((Rows * DotCanvas.Down) - 1));
            labels[dot / DotCanvas.Down] = ChartScale.Text(tick);
        }

        return labels;
    }
}
