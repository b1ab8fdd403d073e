using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>
/// Reads the rows of a table one by one in a session: an array of cells, an object by column, or a line of CSV. A
/// header may come first, as an array or a line; what lines say of their form holds for all that follow.
/// </summary>
/// <param name="names">The columns of the model; a row without a header has them in this order.</param>
/// <param name="gaps">Texts of cells that are missing values, in addition to <see cref="Missing"/>.</param>
/// <param name="cells">How lines are written, where it is stated; the first line shows the rest.</param>
/// <param name="source">How messages call the rows.</param>
internal sealed class RowColumns(
    IReadOnlyList<string> names, IReadOnlyList<string>? gaps = null, ReadOptions? cells = null,
    string source = SteppingSession.Source)
{
    /// <summary>The cell of a value that is missing.</summary>
    public const string Missing = "null";

    private readonly List<string> _line = [];
    private string[]? _header;
    private char? _delimiter = cells?.Delimiter;
    private char? _decimal = cells?.DecimalSeparator;
    private bool _isBegun;
    private (char? Delimiter, char? Decimal) _read;

    /// <summary>Reads a row. Its information on the form of lines is kept only by <see cref="Accept"/>, or for a
    /// header.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <returns>The cells; null for a header.</returns>
    /// <exception cref="DataFormatException">It can't be understood.</exception>
    public RowCells? Read(JsonElement row, long number)
    {
        _read = (_delimiter, _decimal);
        return row.ValueKind switch
        {
            JsonValueKind.String => ReadLine(row.GetString()!, number),
            JsonValueKind.Array => InOrder([.. row.EnumerateArray().Select(c => TextOf(c, number))], '.', number),
            JsonValueKind.Object => ByName(row, number),
            _ => throw new DataFormatException(
                source, number, 0,
                $"a row is an array of cells, an object by column, or a line; its columns are {Shown()}."),
        };
    }

    /// <summary>The row that was read last is taken: its form holds for all that follow.</summary>
    public void Accept() => ((_delimiter, _decimal), _isBegun) = (_read, true);

    /// <summary>Writes the form of lines.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.WriteTexts(_header);
        writer.Write(_delimiter ?? '\0');
        writer.Write(_decimal ?? '\0');
        writer.Write(_isBegun);
    }

    /// <summary>Reads the form of lines.</summary>
    public void Read(BinaryReader reader)
    {
        string[]? header = reader.ReadTexts();
        _header = header;
        if (header is not null)
        {
            TableLimits.Require(header.Length, source, 1);
            _ = Places(header, number: 1);
        }

        _delimiter = reader.ReadChar() is not '\0' and var delimiter ? delimiter : null;
        _decimal = reader.ReadChar() is not '\0' and var separator ? separator : null;
        _isBegun = reader.ReadBoolean();
    }

    /// <summary>As <see cref="Read(JsonElement, long)"/>, of a line.</summary>
    public RowCells? ReadLine(string line, long number)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            throw new DataFormatException(
                source, number, 0, $"the line is empty. Write its cells: {Shown()}.");
        }

        char delimiter = _delimiter ?? CsvDialect.FindDelimiter(line);
        LineCells.Split(line, delimiter, _line, source, number);
        char separator = _decimal ?? CsvDialect.FindDecimal(delimiter, _line);
        RowCells? row = InOrder([.. _line], separator, number);
        if (row is null)
        {
            _delimiter = delimiter;
        }

        _read = (delimiter, separator);
        return row;
    }

    private RowCells? InOrder(string[] cells, char separator, long number)
    {
        if (!_isBegun && _header is null && cells.Any(c => names.Contains(c, StringComparer.OrdinalIgnoreCase)))
        {
            _ = Places(cells, number);
            _header = cells;
            return null;
        }

        int width = _header?.Length ?? names.Count;

        // A separator at the end of a line makes one empty cell more.
        int count = cells.Length;
        while (count > width && cells[count - 1].Length == 0)
        {
            count--;
        }

        return count == width
            ? new RowCells(
                _header is null ? cells[..count] : [.. Places(_header, number).Select(p => cells[p])],
                separator, gaps ?? [], source)
            : throw new DataFormatException(
                source, number, 0,
                $"the row has {(count == 1 ? "1 cell" : $"{count} cells")}, but {width} are expected: "
                + $"{CsvColumns.Shown(_header ?? [.. names])}.");
    }

    private RowCells ByName(JsonElement row, long number)
    {
        var cells = new string?[names.Count];
        foreach (JsonProperty property in row.EnumerateObject())
        {
            int place = PlaceOf(names, property.Name, number);
            if (place < 0)
            {
                continue;
            }

            if (cells[place] is not null)
            {
                throw new DataFormatException(
                    source, number, 0, $"the row has '{names[place]}' twice. Write each column once.");
            }

            cells[place] = TextOf(property.Value, number);
        }

        return Array.IndexOf(cells, null) is >= 0 and var lacking
            ? throw new DataFormatException(
                source, number, 0,
                $"the row lacks '{names[lacking]}'. Write null where it is unknown; the columns are {Shown()}.")
            : new RowCells(cells!, '.', gaps ?? [], source);
    }

    /// <summary>The place of each column in the header.</summary>
    private IEnumerable<int> Places(string[] header, long number) => [.. names.Select(name =>
        PlaceOf(header, name, number) is >= 0 and var place ? place
        : throw new DataFormatException(
            source, number, 0, $"the header lacks '{name}'; the columns are {Shown()}.") { MissingColumn = name })];

    private int PlaceOf(IReadOnlyList<string> all, string name, long number)
    {
        int[] exact = [.. Enumerable.Range(0, all.Count).Where(c => all[c] == name)];
        int[] near = exact.Length > 0
            ? exact
            : [
                .. Enumerable.Range(0, all.Count)
                    .Where(c => all[c].Equals(name, StringComparison.OrdinalIgnoreCase)),
            ];
        return near.Length switch
        {
            0 => -1,
            1 => near[0],
            _ => throw new DataFormatException(
                source, number, 0, $"there are {near.Length} columns '{name}'. Give each column its own name."),
        };
    }

    /// <summary>A cell as a line of CSV has it.</summary>
    /// <exception cref="DataFormatException">It holds an array or an object.</exception>
    public static string TextOf(JsonElement cell, long number) => cell.ValueKind switch
    {
        JsonValueKind.String => cell.GetString()!.Trim(),
        JsonValueKind.Number => cell.GetRawText(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Null => Missing,
        _ => throw new DataFormatException(
            SteppingSession.Source, number, 0,
            "a cell is a number, a text, true, false or null, but one holds an array or an object."),
    };

    private string Shown() => CsvColumns.Shown([.. names]);
}
