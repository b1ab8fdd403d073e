using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Text;

/// <summary>
/// A table of texts: cells between tabs or bars, or between commas or semicolons if the first line names columns.
/// </summary>
/// <param name="Names">The names of the columns; empty without a header.</param>
/// <param name="Rows">The rows below the header. A blank line is a row without cells, except in CSV.</param>
internal sealed record TextTable(string[] Names, IReadOnlyList<CsvLine> Rows)
{
    private const int Looked = 20;

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines of the table.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="isHeader">Whether the cells of the first line are names of columns.</param>
    /// <returns>The table; each line is one cell if nothing divides it.</returns>
    /// <exception cref="DataFormatException">The lines are damaged CSV.</exception>
    public static TextTable Read(IEnumerable<TextLine> lines, string name, Func<string[], bool> isHeader)
    {
        TextLine[] all = [.. lines], filled = [.. all.Where(l => !string.IsNullOrWhiteSpace(l.Text)).Take(Looked)];
        string beginning = string.Join('\n', filled.Select(l => l.Text));
        char delimiter = beginning.Split('\n')[0].Contains('\t') ? '\t' : CsvDialect.FindDelimiter(beginning);
        var cells = new List<string>();
        if (delimiter is ',' or ';')
        {
            if (!LineCells.TrySplit(beginning.Split('\n')[0], delimiter, cells) || !isHeader([.. cells]))
            {
                return new TextTable([], Divide(all, '\n'));
            }

            using var file = CsvFile.Open(
                new StringReader(string.Join('\n', all.Select(l => l.Text))), name, delimiter, '.');
            return new TextTable(file.Header, [.. file.Rows]);
        }

        CsvLine[] rows = Divide(all, delimiter);
        int first = Array.FindIndex(rows, r => r.Cells.Length > 0);
        return first >= 0 && isHeader(rows[first].Cells) ? new TextTable(rows[first].Cells, rows[(first + 1)..])
            : new TextTable([], rows);
    }

    /// <summary>The place of the first name that is among cells; −1 without one.</summary>
    public static int Find(string[] cells, params IEnumerable<string> names) =>
        names.Select(n => Array.FindIndex(cells, c => c.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(c => c >= 0, -1);

    private static CsvLine[] Divide(TextLine[] lines, char delimiter) => Array.ConvertAll(lines, line => new CsvLine(
        line.Number, string.IsNullOrWhiteSpace(line.Text) ? []
            : Array.ConvertAll(line.Text.Split(delimiter), cell => cell.Trim())));
}
