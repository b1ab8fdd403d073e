using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// How the cells of a table are written. What is not said is found out, and said in the notes of the result.
/// </summary>
public record CellOptions : DeclaredOptions
{
    /// <summary>The heading of these options.</summary>
    public const string Group = "Reading";

    /// <summary>
    /// Texts that stand for a missing value; the empty text stands for an empty cell, which among events is always
    /// missing.
    /// </summary>
    [OptionGroup(Group)]
    [Option("Cells with this text are gaps; '' for empty cells. Can be given again.", IsVerbatim = true)]
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>
    /// The form of the time stamps in .NET's letters, such as <c>dd/MM/yyyy HH:mm</c>; null finds it.
    /// </summary>
    [Option("Form of the time stamps, such as dd/MM/yyyy.", Value = "form", Default = "found")]
    public string? TimeFormat { get; init; }

    /// <summary>The clock of the times, that of a model; null for that of the first row.</summary>
    internal StampClock? Clock { get; init; }

    /// <summary>What separates the whole part of a number from the rest, <c>.</c> or <c>,</c>; null finds it.</summary>
    [Option(
        "Decimal separator, point or comma.", Name = "decimal", Value = "character", Words = ". ,", Default = "found")]
    public char? DecimalSeparator { get; init; }

    /// <summary>What separates the columns; null finds it among comma, semicolon, tab and bar.</summary>
    [Option(
        "What separates columns: comma, semicolon, bar or tab.", Value = "character", Words = ", ; tab |",
        Default = "found")]
    public char? Delimiter { get; init; }
}
