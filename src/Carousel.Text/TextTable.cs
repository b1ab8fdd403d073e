using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel;

/// <summary>
/// A table of texts: cells between tabs or bars, or between commas or semicolons if the first line names columns.
/// </summary>
/// <param name="Names">The names of the columns; empty without a header.</param>
/// <param name="Rows">
/// The rows below the header, each as wide as the first when it is read. A blank line is a row without cells, except in
/// CSV.
/// </param>
/// <param name="Delimiter">What separates cells; <c>\n</c> if nothing does.</param>
internal sealed record TextTable(string[] Names, IEnumerable<CsvLine> Rows, char Delimiter)
{
    /// <summary>How many lines show what divides them.</summary>
    public const int Looked = 20;

    /// <summary>Whether the rows are objects of JSON.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines of the table.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="isHeader">Whether the cells of the first line are names of columns.</param>
    /// <returns>The table; each line is one cell if nothing divides it.</returns>
    /// <exception cref="DataFormatException">The lines are damaged CSV. A row of another width is refused when it is
    /// read.</exception>
    public static TextTable Read(IEnumerable<TextLine> lines, string name, Func<string[], bool> isHeader)
    {
        TextLine[] all = [.. lines];
        string[] filled = [.. all.Select(l => l.Text).Where(t => !string.IsNullOrWhiteSpace(t)).Take(Looked)];
        string first = filled.FirstOrDefault("");
        char delimiter = first.Contains('\t') ? '\t' : CsvDialect.FindDelimiter(string.Join('\n', filled));
        var names = new List<string>();
        bool isJson = CsvFile.MayBeJson(string.Join('\n', filled));
        bool isNamed = !isJson && LineCells.TrySplit(first, delimiter, names) && isHeader([.. names]);
        if (isJson || (isNamed && delimiter is ',' or ';'))
        {
            using var file = CsvFile.Open(
                new StringReader(string.Join('\n', all.Select(l => l.Text))), name, delimiter, '.');
            return new TextTable(isHeader(file.Header) ? file.Header : [], [.. file.Rows], ',') { IsJson = isJson };
        }

        // A bar in the first line of a text does not make it a table.
        delimiter = isNamed || delimiter == '\t'
            || (delimiter == '|' && filled.All(t => t.Count(c => c == '|') == first.Count(c => c == '|')))
            ? delimiter : '\n';
        CsvLine[] rows = Array.ConvertAll(all, line => new CsvLine(
            line.Number, string.IsNullOrWhiteSpace(line.Text) ? []
                : Array.ConvertAll(line.Text.Split(delimiter), cell => cell.Trim())));
        int width = rows.Select(r => r.Cells.Length).FirstOrDefault(w => w > 0);
        return new TextTable(
            isNamed ? [.. names] : [],
            (isNamed ? rows.SkipWhile(r => r.Cells.Length == 0).Skip(1) : rows).Select(row =>
                row.Cells.Length == 0 || row.Cells.Length == width ? row
                    : throw new DataFormatException(
                        name, row.Line, Math.Min(row.Cells.Length, width) + 1,
                        $"the line has {FigureText.Counted(row.Cells.Length, "cell")}, but the first has {width}. "
                        + $"Cells are divided by {(delimiter == '|' ? "bars" : "tabs")}.")),
            delimiter);
    }

    /// <summary>Whether a cell has words: Tatoeba's files have numbers, and the author of each pair.</summary>
    public static bool IsText(string cell) => cell.Length > 0 && !cell.StartsWith("CC-BY", StringComparison.Ordinal)
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Some of many, at equal distances.</summary>
    public static IEnumerable<T> Spread<T>(IReadOnlyList<T> all, int most) =>
        all.Where((_, k) => k % Math.Max(1, all.Count / most) == 0).Take(most);
}
