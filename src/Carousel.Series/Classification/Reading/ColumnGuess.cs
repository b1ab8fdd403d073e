using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Guesses which column holds classes and which says to what sequence a step belongs, where their names do not tell:
/// only where exactly one column fits.
/// </summary>
/// <remarks>
/// A class is one of a few words that come again; an id occurs in consecutive rows, never again later, and
/// all its rows have one class. Dates are neither, and nothing is guessed where a column has one word in all of the
/// first rows: in a file that is sorted by class that may be it.
/// </remarks>
internal static class ColumnGuess
{
    private const int LeastRowsOfValue = 2, MostClasses = 20;

    /// <summary>
    /// The column of classes of a table of texts or recordings; −1 where none or more than one fits, or where another
    /// may, of which the first rows have one value.
    /// </summary>
    /// <param name="columns">The columns.</param>
    /// <param name="options">Which columns have a use.</param>
    /// <param name="content">The column of texts or files.</param>
    public static int LabelOfRows(CsvColumns columns, ClassReadOptions options, int content)
    {
        int[] free = [.. Free(columns, options).Where(c => c != content && !ClassReader.IsNameOfId(columns.Header[c]))];
        return free.Any(c => columns.CountDistinct(c) == 1)
            ? -1
            : Only(free.Where(c => HasFewWords(columns, c)));
    }

    /// <summary>
    /// Whether the first line is a row, not a header: a class that comes again farther down, among cells of the same
    /// kind as those below them.
    /// </summary>
    /// <param name="file">The file, opened without a header.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">Which columns the user or the model named.</param>
    public static bool BeginsWithRow(CsvFile file, string name, ClassReadOptions options)
    {
        string[] first = file.Sample[0].Cells;
        CsvLine[] rows = [.. file.Sample.Skip(1)];
        string[] asked =
        [
            .. new[] { options.Label, options.Text, options.Id, options.Time, options.Group, options.File }
                .OfType<string>(),
        ];
        if (first.Any(ClassReader.IsKnownName) || first.Intersect(asked, StringComparer.OrdinalIgnoreCase).Any())
        {
            return false;
        }

        var numbers = new CellNumbers(file.DecimalSeparator, options.Cells.Missing);
        var columns = new CsvColumns(name, file.Header, rows, numbers, options, options.Cells);
        int[] all = [.. Enumerable.Range(0, first.Length)];

        // A header of numbers, such as that of a data frame without names, names the text by a number, too.
        bool hasText = all.Any(c => first[c].Contains(' ') && ClassReader.HoldsWords(columns, c));
        bool areWords = all.Any(c => ClassReader.HoldsWords(columns, c));
        bool areAlike =
            all.All(c => !columns.IsNumeric(c) || numbers.IsMissing(first[c]) || CsvFile.IsValue(first[c]));
        return asked.Any(IsPlace) || ((hasText || !areWords) && areAlike
            && all.Any(c => (hasText || !columns.IsNumeric(c)) && first[c].Length > 0
                && LeastRowsOfValue * columns.CountDistinct(c) <= rows.Length
                && rows.Any(r => r.Cells[c] == first[c] && !r.Cells.SequenceEqual(first))));

        // A column of a file without a header is named by its place, but so is one without a name.
        bool IsPlace(string column) => column.StartsWith("column", StringComparison.Ordinal)
            && int.TryParse(column.AsSpan("column".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && (n > first.Length || (n > 0 && first[n - 1].Length > 0));
    }

    /// <summary>The columns of ids and of classes of a table of steps; −1 where none or more than one fits.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="options">Which columns are channels, and whether classes are needed.</param>
    /// <param name="ids">The columns of ids; none where one is to be guessed.</param>
    /// <param name="label">The column of classes, or −1 where it is to be guessed.</param>
    public static (int Id, int Label) OfSteps(CsvColumns columns, ClassReadOptions options, int[] ids, int label)
    {
        int[] free = [.. Free(columns, options)];
        if (label < 0 && options.NeedsLabels
            && free.Any(c => !columns.IsNumeric(c) && columns.CountDistinct(c) == 1))
        {
            return (-1, -1);
        }

        (int Id, int Label)[] pairs =
        [
            .. from l in label >= 0 ? [label] : free.Where(c => HasFewWords(columns, c)).ToArray()
            from i in ids.Length > 0 ? [ids] : free.Where(c => IsId(columns, c)).Select(c => new[] { c }).ToArray()
            where i[0] != l && IsOneWithin(columns, l, i)
            select (i[0], l),
        ];
        return pairs.Length == 1 ? pairs[0]
            : (ids.Length > 0 || options.NeedsLabels ? -1 : Only(free.Where(c => IsId(columns, c))), -1);
    }

    private static IEnumerable<int> Free(CsvColumns columns, ClassReadOptions options) => columns.Free
        .Where(c => !IsNamed(options, columns.Header[c])
            && columns.Sample.All(r => r.Cells[c].Length > 0) && !HoldsDates(columns, c));

    private static bool IsNamed(ClassReadOptions options, string column) =>
        column == options.Group || column == options.Id || options.Channels.Contains(column)
        || (options.Time ?? "").Split(',').Contains(column);

    /// <summary>Words, or whole numbers from 0 to 9, of which each comes twice or more.</summary>
    private static bool HasFewWords(CsvColumns columns, int column)
    {
        string[] values = [.. columns.Sample.Select(r => r.Cells[column])];
        int distinct = columns.CountDistinct(column);
        return distinct is >= 2 and <= MostClasses && values.Length >= LeastRowsOfValue * distinct
            && (!columns.IsNumeric(column) || values.All(v => v is [>= '0' and <= '9']));
    }

    /// <summary>Words or whole numbers, each in rows that follow each other.</summary>
    private static bool IsId(CsvColumns columns, int column)
    {
        string[] values = [.. columns.Sample.Select(r => r.Cells[column])];
        int distinct = columns.CountDistinct(column);
        int runs = 1 + values.Zip(values.Skip(1)).Count(v => v.First != v.Second);
        return distinct >= 2 && runs == distinct && values.Length >= LeastRowsOfValue * distinct
            && (!columns.IsNumeric(column)
                || values.All(v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
    }

    // More than one sequence of a class, all rows of each with the same class.
    private static bool IsOneWithin(CsvColumns columns, int label, int[] ids)
    {
        ILookup<string, string> classes = columns.Sample.ToLookup(StepTable.IdIn(ids), r => r.Cells[label]);
        return classes.Count > columns.CountDistinct(label) && classes.All(own => own.Distinct().Count() == 1);
    }

    private static bool HoldsDates(CsvColumns columns, int column) =>
        !columns.IsNumeric(column) && columns.Sample.All(r => DateTime.TryParse(
            r.Cells[column], CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static int Only(IEnumerable<int> fitting) => fitting.Take(2).ToArray() is [int one] ? one : -1;
}
