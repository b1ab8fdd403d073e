using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// How the cells of a table are written. Settings that are not given are detected and reported in the notes of the
/// result.
/// </summary>
public record CellOptions : DeclaredOptions
{
    /// <summary>The heading of these options.</summary>
    public const string Group = "Reading";

    /// <summary>
    /// Texts that mean a missing value, in addition to empty cells and the usual ones such as <c>NA</c>.
    /// </summary>
    [OptionGroup(Group)]
    [Option(
        "More texts for missing values, besides empty cells, NA, n/a, NaN, null, - and similar. Can be given again.",
        IsVerbatim = true)]
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>
    /// How many rows that cannot be read are skipped: a number such as <c>5</c>, or a share such as <c>2%</c>;
    /// 0 rejects a table with such a row.
    /// </summary>
    [Option(
        "Maximum unreadable rows to skip, as a number or a share; 0 rejects a file with any.",
        Value = "N|N%")]
    public string SkipBadRows
    {
        get;
        init => field = MostBadRows(value, 0) is not null ? value : throw Wrong(
            $"{{SkipBadRows}} must be a number of rows such as 5, or a share such as 2%, but is '{value}'.");
    } = "1%";

    /// <summary>
    /// The form of the time stamps in .NET's letters, such as <c>dd/MM/yyyy HH:mm</c>; null finds it.
    /// </summary>
    [Option("Time stamp format, such as dd/MM/yyyy.", Value = "form", Default = "detected")]
    public string? TimeFormat { get; init; }

    /// <summary>The clock of the times, that of a model; null for that of the first row.</summary>
    internal StampClock? Clock { get; init; }

    /// <summary>What separates the whole part of a number from the rest, <c>.</c> or <c>,</c>; null finds it.</summary>
    [Option(
        "Decimal separator, point or comma.", Name = "decimal", Value = "character", Words = "point comma",
        Default = "detected")]
    public char? DecimalSeparator { get; init; }

    /// <summary>What separates the columns; null finds it among comma, semicolon, tab and bar.</summary>
    [Option(
        "Column separator: comma, semicolon, bar or tab.", Value = "character", Words = "comma semicolon bar tab",
        Default = "detected")]
    public char? Delimiter { get; init; }

    /// <summary>How many rows of a table may be skipped.</summary>
    /// <param name="rows">How many it has.</param>
    internal long MostBadRows(long rows) => MostBadRows(SkipBadRows, rows)!.Value;

    private static long? MostBadRows(string? text, long rows)
    {
        bool isShare = text?.EndsWith('%') == true;
        return isShare && double.TryParse(
            text.AsSpan(0, text!.Length - 1), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out double percent) && percent <= 100 ? (long)(rows * percent / 100)
            : !isShare && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count
            : null;
    }
}
