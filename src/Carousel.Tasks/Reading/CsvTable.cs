using System.Globalization;
using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>The header of a CSV file and its rows, each with as many cells as the header has names.</summary>
internal sealed class CsvTable
{
    private readonly string _path;
    private readonly CsvRows _rows;
    private readonly char _delimiter;
    private readonly CsvLine? _first;
    private int _count;

    public CsvTable(string path, CsvRows rows, char delimiter)
    {
        (_path, _rows, _delimiter) = (path, rows, delimiter);
        Header = [];
        if (!rows.TryRead(out CsvLine header))
        {
            return;
        }

        if (header.Cells.All(IsValue))
        {
            Header = [.. header.Cells.Select((_, c) => NameOf(c))];
            Notes.Add($"There is no header line: the columns are named {Header[0]} to {Header[^1]}.");
            _first = header;
            _count = 1;
            return;
        }

        Header = [.. header.Cells.Select((name, c) => name.Length == 0 ? NameOf(c) : name)];
        RequireDifferentNames(header);
    }

    /// <summary>The names of the columns; none where the file has no line.</summary>
    public string[] Header { get; }

    /// <summary>What was decided, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The first rows.</summary>
    public List<CsvLine> ReadSample(int most)
    {
        var sample = new List<CsvLine>();
        if (_first is { } first)
        {
            sample.Add(first);
        }

        while (sample.Count < most && _rows.TryRead(out CsvLine row))
        {
            sample.Add(Fit(row));
        }

        return sample;
    }

    /// <summary>The rows after the sample.</summary>
    public IEnumerable<CsvLine> ReadRest()
    {
        while (_rows.TryRead(out CsvLine row))
        {
            yield return Fit(row);
        }
    }

    private static string NameOf(int column) => $"column{(column + 1).ToString(CultureInfo.InvariantCulture)}";

    private static bool IsValue(string cell) =>
        cell.Length > 0 && (float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || CellNumbers.CommaNumber().IsMatch(cell) || StampFormat.Find([cell], plainNumbers: false, out bool ambiguous) is not null || ambiguous);

    private CsvLine Fit(CsvLine line)
    {
        CsvLine row = line with { Row = _count++ };
        if (row.Cells.Length == Header.Length)
        {
            return row;
        }

        // A separator at the end of each line makes one empty cell more.
        if (row.Cells.Length > Header.Length && row.Cells.AsSpan(Header.Length).IndexOfAnyExcept("") < 0)
        {
            return row with { Cells = row.Cells[..Header.Length] };
        }

        string separator = _delimiter == '\t' ? "a tab" : $"'{_delimiter}'";
        string advice = row.Cells.Length < Header.Length ? "Add the missing values, or remove the line."
            : _delimiter == ',' ? "Quote cells that hold commas; where commas are decimal, separate the columns with semicolons."
            : $"Quote cells that hold {separator}.";
        throw new DataFormatException(
            _path, row.Line, 0, $"the line has {Count(row.Cells.Length)} between {separator}, but the header has {Count(Header.Length)}. {advice}");
    }

    private static string Count(int cells) => cells == 1 ? "1 cell" : $"{cells} cells";

    private void RequireDifferentNames(CsvLine header)
    {
        var first = new Dictionary<string, int>(Header.Length, StringComparer.Ordinal);
        for (int c = 0; c < Header.Length; c++)
        {
            if (!first.TryAdd(Header[c], c))
            {
                throw new DataFormatException(
                    _path, header.Line, c + 1,
                    $"the column name '{Header[c]}' stands already in column {first[Header[c]] + 1}. "
                    + "Give each column its own name.");
            }
        }
    }
}
