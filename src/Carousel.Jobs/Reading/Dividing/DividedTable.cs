using System.Text;
using Carousel.Data;

namespace Carousel.Jobs.Reading.Dividing;

/// <summary>
/// A file of many series on its way into one file for each of them, or for each group: records stay as they are, so
/// that each file reads as the table does.
/// </summary>
internal sealed class DividedTable : IDisposable
{
    // How often a stop is looked for.
    private const int RowsAtOnce = 1024;

    // As a header of the competition is known by.
    private const int LeastNames = 3;

    private readonly string _path;
    private readonly IDisposable _source;
    private readonly IEnumerable<CsvLine> _rows;
    private readonly string[]? _header;
    private readonly char _delimiter;
    private readonly int _key;
    private readonly bool _isWide;

    private DividedTable(
        string path, IDisposable source, IEnumerable<CsvLine> rows, string[]? header, char delimiter, int key,
        bool isWide) =>
        (_path, _source, _rows, _header, _delimiter, _key, _isWide) =
            (path, source, rows, header, delimiter, key, isWide);

    /// <summary>Opens a file, and refuses one that can't be divided or read as asked.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="options">The columns and forms.</param>
    /// <param name="column">The column of groups; null for a file for each series.</param>
    /// <exception cref="DataFormatException">There is no such column, or nothing tells series apart.</exception>
    public static DividedTable Open(string path, ReadOptions options, string? column)
    {
        TextReader reader = TextFile.Open(path);
        try
        {
            string beginning = CsvFile.ReadBeginning(reader);
            reader = new JoinedReader(beginning, reader);
            return SeriesReader.IsWide(options, beginning)
                ? OpenWide(reader, path, options, column, options.Delimiter ?? CsvDialect.FindDelimiter(beginning))
                : OpenTable(reader, path, options, column);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where they go; it exists.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The pieces, in the order of the table.</returns>
    /// <exception cref="DataFormatException">A record can't be read; the message says where.</exception>
    /// <exception cref="IOException">The folder is full.</exception>
    public IReadOnlyList<TablePiece> Write(string folder, CancellationToken cancellation)
    {
        var files = new PieceFiles(folder);
        string head = _header is null ? "" : LineOf(_header);
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        int count = 0;
        foreach (CsvLine row in _rows)
        {
            if (++count % RowsAtOnce == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            string key = row.Cells[_key];
            if (!_isWide)
            {
                files.Add(key, head, LineOf(row.Cells));
                continue;
            }

            // A header as wide as the longest series would be most of each file.
            WideFile.RequireNew(lines, row, _path);
            int width = row.Cells.AsSpan().LastIndexOfAnyExcept("") + 1;
            files.Add(key, LineOf(_header!.AsSpan(0, Math.Min(_header!.Length, Math.Max(width, LeastNames)))),
                LineOf(row.Cells.AsSpan(0, width)));
        }

        files.Flush();
        return files.Pieces.Count > 0 ? files.Pieces : throw new DataFormatException($"{_path} has no rows.");
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static DividedTable OpenTable(TextReader reader, string path, ReadOptions options, string? column)
    {
        CsvFile file = CsvFile.Open(reader, path, options.Delimiter, options.DecimalSeparator);
        try
        {
            CsvLayout layout = SeriesReader.LayoutOf(file, path, options);
            int key = column is not null ? layout.Find(column) : layout.Id;
            return key >= 0
                ? new DividedTable(
                    path, file, file.Rows, file.HasHeader ? file.Header : null, file.Delimiter, key, isWide: false)
                : throw options.Unfit(
                    $"Nothing says which rows of {path} are one series: pass {{Id}} with the column that tells series "
                    + $"apart{(layout.LikelyId is { } likely ? $", such as {likely}" : "")}.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static DividedTable OpenWide(
        TextReader reader, string path, ReadOptions options, string? column, char delimiter)
    {
        if (column is not null && column != WideFile.IdName)
        {
            throw options.Unfit(
                $"{path}: there is no column '{column}' where each row is a series. Leave it out, or pass {{Format}} "
                + $"table.");
        }

        WideFile.RequireFit(path, options);
        var rows = new CsvRows(path, reader, delimiter);
        return rows.TryRead(out CsvLine header)
            ? new DividedTable(path, rows, Rest(rows), header.Cells, delimiter, 0, isWide: true)
            : throw new DataFormatException($"{path} is empty.");
    }

    private static IEnumerable<CsvLine> Rest(CsvRows rows)
    {
        while (rows.TryRead(out CsvLine row))
        {
            yield return row;
        }
    }

    private string LineOf(ReadOnlySpan<string> cells)
    {
        var line = new StringBuilder();
        for (int c = 0; c < cells.Length; c++)
        {
            (c == 0 ? line : line.Append(_delimiter)).Append(CsvCell.Of(cells[c], _delimiter));
        }

        return line.Append('\n').ToString();
    }
}
