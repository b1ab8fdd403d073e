using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>Dates such as 1/5/2024, of which only a later row may say whether they begin with the day.</summary>
internal sealed partial class DateOrder
{
    private readonly List<int> _columns;

    /// <summary>Looks at the first rows.</summary>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="rows">The rows.</param>
    public DateOrder(int columns, IReadOnlyList<CsvLine> rows) =>
        _columns = [.. Enumerable.Range(0, columns).Where(
            c => rows.All(r => IsOpen(r.Cells[c])) && rows.Any(r => r.Cells[c] != rows[0].Cells[c]))];

    /// <summary>Whether a column of dates may begin with the day or with the month.</summary>
    public bool IsOpen() => _columns.Count > 0;

    /// <summary>Takes a later row.</summary>
    /// <param name="row">The row.</param>
    public void Add(CsvLine row) => _columns.RemoveAll(c => !IsOpen(row.Cells[c]));

    private static bool IsOpen(string cell) => Date().IsMatch(cell);

    // Both numbers may be months.
    [GeneratedRegex(@"^(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])[/-](\d{2}|\d{4})\b")]
    private static partial Regex Date();
}
