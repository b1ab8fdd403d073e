namespace Carousel.Jobs.Reading;

/// <summary>
/// A table with a column for each time, as statistics offices and pivot tables write it: first names, then values of
/// the times in the header. It is read as the long table of its ids, times and values.
/// </summary>
/// <param name="file">The file, open.</param>
/// <param name="first">The first column of values.</param>
/// <param name="numbers">How numbers are read.</param>
internal sealed class DatedColumns(CsvFile file, int first, CellNumbers numbers)
{
    /// <summary>What the columns of the long table are called.</summary>
    public static string[] Header { get; } = ["id", "time", WideFile.ValueName];

    /// <summary>The table; null where the header has no times, or columns were asked for that only it has.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="numbers">How numbers are read.</param>
    public static DatedColumns? Find(CsvFile file, ReadOptions options, CellNumbers numbers)
    {
        int first = options.Format == SeriesFormat.Table || (options.Targets ?? Header).Except(Header).Any()
            ? 0
            : Array.FindIndex(file.Header, name => StampFormat.Find([name], plainNumbers: true, out _) is not null);
        return first > 0 && file.Header.Length > first + 2
            && StampFormat.Find(file.Header[first..], plainNumbers: true, out _) is not null
                ? new DatedColumns(file, first, numbers)
                : null;
    }

    /// <summary>What is said of the reading.</summary>
    public string Note =>
        $"Each row is a series; the columns '{file.Header[first]}' to '{file.Header[^1]}' are its times.";

    /// <summary>The rows of the long table: those of a series from its first known value to its last.</summary>
    /// <param name="rows">Rows of the file.</param>
    public IEnumerable<CsvLine> Of(IEnumerable<CsvLine> rows)
    {
        foreach (CsvLine row in rows)
        {
            string id = string.Join('/', row.Cells[..first]);
            int from = Array.FindIndex(row.Cells, first, IsKnown), to = Array.FindLastIndex(row.Cells, IsKnown);
            for (int c = from; c >= first && c <= to; c++)
            {
                yield return row with { Cells = [id, file.Header[c], row.Cells[c]] };
            }
        }

        bool IsKnown(string cell) => !numbers.IsMissing(cell);
    }
}
