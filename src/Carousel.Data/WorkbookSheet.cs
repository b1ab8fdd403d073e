using System.Globalization;
using System.Text;
using Carousel.Jobs.Reading;

namespace Carousel.Data;

/// <summary>The cells of a sheet of a workbook, without the empty rows and columns around them.</summary>
internal sealed record WorkbookSheet
{
    private readonly string _name;
    private readonly List<(int Row, object?[] Cells)> _rows;
    private readonly int _first, _end;

    /// <summary>A sheet.</summary>
    /// <param name="name">How messages call the workbook.</param>
    /// <param name="rows">The rows with a cell, each with its number.</param>
    /// <param name="clocks">The columns of which a time is not midnight: days of the others have none.</param>
    public WorkbookSheet(string name, List<(int Row, object?[] Cells)> rows, HashSet<int> clocks)
    {
        (_name, _rows) = (name, rows);
        _first = rows.Min(row => Array.FindIndex(row.Cells, cell => cell is not null));
        _end = rows.Max(row => Array.FindLastIndex(row.Cells, cell => cell is not null)) + 1;
        foreach ((_, object?[] cells) in rows)
        {
            for (int c = 0; c < cells.Length; c++)
            {
                cells[c] = cells[c] is DateTime day && !clocks.Contains(c) ? DateOnly.FromDateTime(day) : cells[c];
            }
        }
    }

    /// <summary>What was left out, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The sheet as CSV; each line has the number of its row.</summary>
    public byte[] ToCsv()
    {
        var text = new StringBuilder();
        int line = 1;
        foreach ((int row, object?[] cells) in _rows)
        {
            for (; line < row; line++)
            {
                text.Append('\n');
            }

            for (int c = _first; c < _end; c++)
            {
                string cell = TextOf(cells.ElementAtOrDefault(c));
                text.Append(c == _first ? "" : ",").Append(
                    cell.AsSpan().IndexOfAny(",;|\t\"") < 0 ? cell : CsvCell.Quoted(cell));
            }
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>The sheet as a table: a column of one type, or of texts.</summary>
    /// <param name="columns">The columns to read; null for all.</param>
    /// <exception cref="DataFormatException">A column is missing, or the header names a column twice.</exception>
    public ColumnTable ToTable(IReadOnlyList<string>? columns)
    {
        int above = Preamble.CountOf(
        [
            .. _rows.Take(Preamble.Most + Preamble.Below).Select(
                row => new CsvLine(row.Row, [.. Places().Select(c => TextOf(row.Cells.ElementAtOrDefault(c)))])),
        ]);
        (int Row, object?[] Cells)[] rows = [.. _rows.Skip(above + 1)];
        Type[] types = [.. Places().Select(c => TypeOf(rows, c))];
        var table = new TableBuilder(
            _name,
            [
                .. Places().Zip(types, (c, type) => (
                    TextOf(_rows[above].Cells.ElementAtOrDefault(c)) is { Length: > 0 } name
                        ? name
                        : Invariant.Of($"column{c - _first + 1}"),
                    (Type?)type, "")),
            ],
            columns);
        foreach ((_, object?[] cells) in rows)
        {
            table.Add(place => cells.ElementAtOrDefault(place + _first) is { } cell
                ? types[place] == typeof(string) ? TextOf(cell) : cell
                : null);
        }

        table.Notes.AddRange(Notes);
        return table.ToTable();
    }

    private IEnumerable<int> Places() => Enumerable.Range(_first, _end - _first);

    private static Type TypeOf((int Row, object?[] Cells)[] rows, int column)
    {
        Type[] types =
        [
            .. rows.Select(row => row.Cells.ElementAtOrDefault(column)?.GetType()).OfType<Type>().Distinct().Take(2),
        ];
        return types is [var one] ? one : typeof(string);
    }

    // Whole numbers have all their digits, as in the CSV file of Excel.
    private static string TextOf(object? cell) => cell switch
    {
        bool flag => flag ? "TRUE" : "FALSE",
        double number when number == Math.Truncate(number) && Math.Abs(number) < long.MaxValue =>
            ((long)number).ToString(CultureInfo.InvariantCulture),
        _ => DataRows.TextOf(cell),
    };
}
