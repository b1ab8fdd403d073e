using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>
/// A table with a column for each time, as statistics offices and pivot tables write it: first names, then values of
/// the times in the header. It is read as the long table of its ids, times and values.
/// </summary>
/// <param name="file">The file, open.</param>
/// <param name="first">The first column of values.</param>
/// <param name="numbers">How numbers are read.</param>
internal sealed partial class DatedColumns(CsvFile file, int first, CellNumbers numbers)
{
    /// <summary>What the columns of the long table are called.</summary>
    public static string[] Header { get; } = ["id", "time", WideFile.ValueName];

    /// <summary>The table; null where the header has no times, or columns were asked for that only it has.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="numbers">How numbers are read.</param>
    public static DatedColumns? Find(CsvFile file, ReadOptions options, CellNumbers numbers)
    {
        bool isLong = options.Format == SeriesFormat.Table
            || (options.Targets ?? []).Concat(options.Known).Concat(options.Past).Concat(options.Static)
                .Append(options.Id).Append(options.Time).Any(file.Header.Contains);
        int first = isLong ? 0 : Array.FindIndex(file.Header, name => AreTimes([name]));
        var dated = new DatedColumns(file, first, numbers);
        return first > 0 && file.Header.Length > first + 2 && AreTimes(file.Header[first..])
            && !Enumerable.Range(0, first).Any(c => StampFormat.Find(
                [.. file.Sample.Select(row => row.Cells[c])], plainNumbers: false, out _) is not null)
            && dated.Of(file.Sample).Any()
                ? dated
                : null;
    }

    /// <summary>Whether names are time stamps, or years of these centuries one after the other: other numbers are those
    /// of shops or meters.</summary>
    private static bool AreTimes(string[] names) =>
        StampFormat.Find(names, plainNumbers: false, out _) is not null
        || (Array.TrueForAll(names, name => Year().IsMatch(name)) && names.SequenceEqual(names.Distinct().Order()));

    [GeneratedRegex("^(18|19|20)[0-9]{2}$")]
    private static partial Regex Year();

    /// <summary>A note on how the table is read.</summary>
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
