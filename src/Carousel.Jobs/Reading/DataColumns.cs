using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The columns of a table in addition to those that a model reads: properties, groups, subjects,
/// sessions.</summary>
internal sealed class DataColumns
{
    private readonly string _name;
    private readonly string[] _header;
    private readonly Dictionary<int, string[]> _rows;

    private DataColumns(string name, string[] header, Dictionary<int, string[]> rows) =>
        (_name, _header, _rows) = (name, header, rows);

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public static DataColumns Read(JobInput data)
    {
        using TextReader reader = data.OpenTable();
        using var file = CsvFile.Open(
            reader, data.Name, data.Cells.Delimiter, data.Cells.DecimalSeparator, new BadRows(data.Name, data.Cells));
        return new DataColumns(data.Name, file.Header, file.Rows.ToDictionary(row => row.Row, row => row.Cells));
    }

    /// <summary>The columns of a table that a model does not use, for the table of its answers.</summary>
    /// <param name="data">The table; one that is not a file has been <see cref="JobInput.Kept"/>.</param>
    /// <param name="used">The columns that it uses.</param>
    /// <param name="rows">Which row of the table each row of answers belongs to, from 0; −1 for none.</param>
    public static CarriedRows Carried(JobInput data, IEnumerable<string> used, IReadOnlyList<int> rows)
    {
        DataColumns table = Read(data);
        int[] kept =
        [
            .. Enumerable.Range(0, table._header.Length)
                .Where(c => !used.Contains(table._header[c], StringComparer.OrdinalIgnoreCase)),
        ];
        return new CarriedRows(
            [.. kept.Select(c => table._header[c])],
            [
                .. rows.Select((row, n) => ("", n, (IReadOnlyList<string>)
                    [.. kept.Select(c => table._rows.TryGetValue(row, out string[]? cells) ? cells[c] : "")])),
            ]);
    }

    /// <summary>The cells of a column at some rows.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="rows">Rows from 0; −1 for none.</param>
    /// <exception cref="DataFormatException">There is no such column.</exception>
    public string?[] Of(string column, IReadOnlyList<int> rows)
    {
        int c = Array.IndexOf(_header, column);
        if (c < 0)
        {
            throw new DataFormatException(
                $"{_name} has no column "
                + $"'{column}'.{NearestName.Question(column, _header)} {CsvColumns.Describe(_header)}");
        }

        return [.. rows.Select(row => _rows.TryGetValue(row, out string[]? cells) ? cells[c] : null)];
    }
}
