using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Inspecting;

/// <summary>The columns of a table beside those that a model reads: properties, groups, subjects, sessions.</summary>
internal sealed class DataColumns
{
    private readonly string _name;
    private readonly string[] _header;
    private readonly List<CsvLine> _rows;

    private DataColumns(string name, string[] header, List<CsvLine> rows) =>
        (_name, _header, _rows) = (name, header, rows);

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public static DataColumns Read(JobInput data)
    {
        using TextReader reader = data.OpenTable();
        using var file = CsvFile.Open(reader, data.Name, data.Cells.Delimiter, data.Cells.DecimalSeparator);
        return new DataColumns(data.Name, file.Header, [.. file.Rows]);
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

        return [.. rows.Select(row => row >= 0 && row < _rows.Count ? _rows[row].Cells[c] : null)];
    }
}
