using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Classification.Reading;

/// <summary>
/// Guesses which column holds classes and which says to what sequence a step belongs, where their names do not tell:
/// only where exactly one column fits.
/// </summary>
/// <remarks>
/// A class is one of a few words that come again; an id stands in rows that follow each other, never again later, and
/// all its rows have one class. Dates are neither.
/// </remarks>
internal static class ColumnGuess
{
    private const int LeastRowsOfValue = 2;
    private const int MostClasses = 20;

    /// <summary>The column of classes of a table of texts; −1 where none or more than one fits.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="text">The column of texts.</param>
    public static int LabelOfTexts(CsvColumns columns, int text) =>
        Only(Free(columns).Where(c => c != text && HasFewWords(columns, c)));

    /// <summary>The columns of ids and of classes of a table of steps; −1 where none or more than one fits.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="options">Which columns are channels, and whether classes are needed.</param>
    /// <param name="id">The column of ids, or −1 where it is to be guessed.</param>
    /// <param name="label">The column of classes, or −1 where it is to be guessed.</param>
    public static (int Id, int Label) OfSteps(CsvColumns columns, ClassReadOptions options, int id, int label)
    {
        int[] free = [.. Free(columns).Where(c => !options.Channels.Contains(columns.Header[c]))];
        (int Id, int Label)[] pairs =
        [
            .. from l in label >= 0 ? [label] : free.Where(c => HasFewWords(columns, c)).ToArray()
            from i in id >= 0 ? [id] : free.Where(c => IsId(columns, c)).ToArray()
            where i != l && IsOneWithin(columns, l, i) && columns.CountDistinct(i) > columns.CountDistinct(l)
            select (i, l),
        ];
        return pairs.Length == 1 ? pairs[0]
            : (id >= 0 || options.NeedsLabels ? -1 : Only(free.Where(c => IsId(columns, c))), -1);
    }

    private static IEnumerable<int> Free(CsvColumns columns) => Enumerable.Range(0, columns.Header.Length)
        .Where(c => !columns.IsTaken(c) && columns.Sample.All(r => r.Cells[c].Length > 0) && !HoldsDates(columns, c));

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

    private static bool IsOneWithin(CsvColumns columns, int label, int id) => columns.Sample
        .GroupBy(r => r.Cells[id], StringComparer.Ordinal)
        .All(rows => rows.All(r => r.Cells[label] == rows.First().Cells[label]));

    private static bool HoldsDates(CsvColumns columns, int column) =>
        !columns.IsNumeric(column) && columns.Sample.All(r => DateTime.TryParse(
            r.Cells[column], CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static int Only(IEnumerable<int> fitting) => fitting.Take(2).ToArray() is [int one] ? one : -1;
}
