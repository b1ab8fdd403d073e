using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>
/// A table with a column for each time, as statistics offices and pivot tables write it: first names, then values of
/// the times in the header, or first a year, then values of its months. It is read as the long table of its ids, times
/// and values.
/// </summary>
/// <param name="file">The file, open.</param>
/// <param name="columns">The columns of values.</param>
/// <param name="times">Their times.</param>
/// <param name="year">The column of years, where the times are their months; else −1.</param>
/// <param name="numbers">How numbers are read.</param>
internal sealed partial class DatedColumns(
    CsvFile file, int[] columns, string?[] times, int year, CellNumbers numbers)
{
    private const int FewestTimes = 3, Months = 12;

    private readonly int[] _ids = [.. Enumerable.Range(0, columns[0]).Where(c => c != year)];

    /// <summary>What the columns of the long table are called.</summary>
    public static string[] Header { get; } = ["id", "time", WideFile.ValueName];

    /// <summary>The column of the long table that names its series; null where it has one.</summary>
    public string? Id => _ids.Length == 0 ? null : Header[0];

    /// <summary>The table; null where the header has no times, or columns were asked for that only it has.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="numbers">How numbers are read.</param>
    public static DatedColumns? Find(CsvFile file, ReadOptions options, CellNumbers numbers)
    {
        bool isLong = options.Format == SeriesFormat.Table
            || (options.Targets ?? []).Concat(options.Known).Concat(options.Past).Concat(options.Static)
                .Append(options.Id).Append(options.Time).Any(file.Header.Contains);
        if (isLong)
        {
            return null;
        }

        int year = Array.FindIndex(file.Header, TimeColumns.IsYear);
        return (year >= 0 && file.Sample.TrueForAll(r => Year().IsMatch(r.Cells[year]))
            ? Of(name => name.Any(char.IsAsciiDigit) ? null : TimeOf($"{name} 2000"), year, Months)
            : null) ?? Of(TimeOf, -1, FewestTimes);

        DatedColumns? Of(Func<string, string?> timeOf, int year, int fewest)
        {
            string?[] times = [.. file.Header.Select(timeOf)];
            int[] columns = [.. Enumerable.Range(0, times.Length).Where(c => times[c] is not null)];
            if (columns.Length < fewest || columns[0] == 0 || columns[FewestTimes - 1] != columns[0] + FewestTimes - 1
                || year >= columns[0] || !AreTimes([.. columns.Select(c => times[c]!)], columns, file.Header)
                || file.Header.Skip(columns[0]).Where((_, c) => times[columns[0] + c] is null)
                    .Any(name => name.Length > 0 && name.All(char.IsAsciiDigit))
                || (year >= 0 && !AreMonthsOfAYear([.. columns.Select(c => times[c]!)])))
            {
                return null;
            }

            var dated = new DatedColumns(file, columns, times, year, numbers);
            return dated._ids.Any(c => StampFormat.Find(
                    [.. file.Sample.Select(row => row.Cells[c])], plainNumbers: false, out _) is not null)
                || !dated.Of(file.Sample).Any() ? null : dated;
        }
    }

    /// <summary>The time that a name is, in a form that is read everywhere; null for another name: most numbers are
    /// those of shops or meters.</summary>
    private static string? TimeOf(string name) =>
        Year().Match(name) is { Success: true } year ? year.Groups[1].Value
        : Month().Match(name) is { Success: true } month
            ? $"{month.Groups["year"]}-{month.Groups["month"].Value.PadLeft(2, '0')}"
        : StampFormat.Find([name], plainNumbers: false, out bool isAmbiguous) is not null || isAmbiguous ? name : null;

    /// <summary>Whether the times have one form; those that are plain numbers also come one after the other.</summary>
    private static bool AreTimes(string[] times, int[] columns, string[] header)
    {
        bool isStamped = StampFormat.Find(times, plainNumbers: false, out bool isAmbiguous) is not null || isAmbiguous,
            isWritten = columns.Zip(times).All(p => p.Second.StartsWith(header[p.First], StringComparison.Ordinal));
        return (isStamped || Array.TrueForAll(times, Year().IsMatch))
            && ((isStamped && isWritten) || times.SequenceEqual(times.Distinct().Order(StringComparer.Ordinal)));
    }

    // The months of a fiscal year belong to two years.
    private static bool AreMonthsOfAYear(string[] times)
    {
        StampFormat form = StampFormat.Find(times, plainNumbers: false, out _)!;
        return !times.Where((time, k) => !form.TryRead(time, out DateTime month) || month.Month != k + 1).Any();
    }

    // Such as 2019 and 2019 [YR2019].
    [GeneratedRegex(@"^((?:18|19|20)[0-9]{2})(?: \[YR\1\])?$")]
    private static partial Regex Year();

    // Such as 201901, 2019M01, 2019/01 and 01/2019.
    [GeneratedRegex(
        @"^(?:(?<year>(?:18|19|20)[0-9]{2})[/M]?(?<month>0[1-9]|1[0-2])"
        + @"|(?<month>0?[1-9]|1[0-2])[/.-](?<year>(?:18|19|20)[0-9]{2}))$")]
    private static partial Regex Month();

    /// <summary>A note on how the table is read.</summary>
    public string Note
    {
        get
        {
            string[] others =
            [
                .. Enumerable.Range(columns[0], file.Header.Length - columns[0]).Except(columns)
                    .Where(c => file.Sample.Exists(r => r.Cells[c].Length > 0)).Select(c => file.Header[c]),
            ];
            return $"Each row is a {(year < 0 ? "series" : "year")}; the columns '{file.Header[columns[0]]}' to "
                + $"'{file.Header[columns[^1]]}' are its {(year < 0 ? "times" : "months")}."
                + (others.Length == 0 ? "" : $" Left out after them: {CsvColumns.Shown(others)}.");
        }
    }

    /// <summary>The rows of the long table: those of a series from its first known value to its last.</summary>
    /// <param name="rows">Rows of the file.</param>
    public IEnumerable<CsvLine> Of(IEnumerable<CsvLine> rows)
    {
        foreach (CsvLine row in rows)
        {
            string id = string.Join('/', _ids.Select(c => row.Cells[c]));
            int from = Array.FindIndex(columns, IsKnown), to = Array.FindLastIndex(columns, IsKnown);
            for (int k = Math.Max(0, from); k <= to; k++)
            {
                int c = columns[k];
                yield return row with
                {
                    Cells = [id, year < 0 ? times[c]! : $"{file.Header[c]} {row.Cells[year]}", row.Cells[c]],
                };
            }

            bool IsKnown(int column) => !numbers.IsMissing(row.Cells[column]);
        }
    }
}
