using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>The note on rows that are missing in a table. What knows more of the rows than the reader, such as when a
/// shop is closed, replaces it.</summary>
internal static partial class GapNote
{
    /// <summary>The note on days without a row, which may be days with nothing to count.</summary>
    public const string Sums = "If a day without a row has the value 0, pass --every 1d:sum.";

    private const string End = "They are read as gaps.";

    /// <summary>The note on the rows of one series.</summary>
    /// <param name="gaps">What is missing, in words.</param>
    public static string Of(string gaps) => $"Rows are missing: {gaps}. {End}";

    /// <summary>The note on a number of rows.</summary>
    /// <param name="missing">How many are missing.</param>
    /// <param name="series">In how many series.</param>
    public static string Of(long missing, int series) =>
        $"{missing} {(missing == 1 ? "row is" : "rows are")} missing"
        + $"{(series > 1 ? " in all series together" : "")}. {End}";

    /// <summary>How many rows a note says are missing.</summary>
    public static long RowsOf(string note) =>
        long.Parse(Rows().Match(note).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("([0-9]+) row")]
    private static partial Regex Rows();

    /// <summary>Whether a note is one of these.</summary>
    public static bool Is(string note) => note.EndsWith(End, StringComparison.Ordinal);
}
