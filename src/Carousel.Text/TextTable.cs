using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel;

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
        TextLine[] all = [.. lines];
        string[] filled = [.. all.Select(l => l.Text).Where(t => !string.IsNullOrWhiteSpace(t)).Take(Looked)];
        string first = filled.FirstOrDefault("");
        char delimiter = first.Contains('\t') ? '\t' : CsvDialect.FindDelimiter(string.Join('\n', filled));
        var names = new List<string>();
        bool isNamed = LineCells.TrySplit(first, delimiter, names) && isHeader([.. names]);
        if (isNamed && delimiter is (',' or ';'))
        {
            using var file = CsvFile.Open(
                new StringReader(string.Join('\n', all.Select(l => l.Text))), name, delimiter, '.');
            return new TextTable(file.Header, [.. file.Rows]);
        }

        CsvLine[] rows = Array.ConvertAll(all, line => new CsvLine(
            line.Number, string.IsNullOrWhiteSpace(line.Text) ? []
                : Array.ConvertAll(
                    line.Text.Split(delimiter is ',' or ';' ? '\n' : delimiter), cell => cell.Trim())));
        return isNamed ? new TextTable([.. names], [.. rows.SkipWhile(r => r.Cells.Length == 0).Skip(1)])
            : new TextTable([], rows);
    }

    /// <summary>The place of the first name that is among cells; −1 without one.</summary>
    public static int Find(string[] cells, params IEnumerable<string> names) =>
        names.Select(n => Array.FindIndex(cells, c => c.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(c => c >= 0, -1);
}
