using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>How a file of events is read. Settings that are not given are detected and reported in the notes of the
/// result.</summary>
/// <remarks>
/// An empty cell of a column of numbers is always a missing value, whether <see cref="CellOptions.Missing"/> names the
/// empty text or not.
/// </remarks>
public sealed record EventReadOptions : CellOptions
{
    /// <summary>In <see cref="Categories"/> and <see cref="Numbers"/>, as the only entry: take no column.</summary>
    public const string None = "none";

    /// <summary>Options that find every column.</summary>
    public EventReadOptions()
    {
    }

    /// <summary>Options that find every column of a table whose cells are described.</summary>
    /// <param name="cells">How its cells are written.</param>
    public EventReadOptions(CellOptions cells)
        : base(cells)
    {
    }

    /// <summary>The column that says whose event a row is: a customer, a card, a host; null finds it.</summary>
    [OptionGroup("Columns")]
    [Option("Column of customer ids.", Value = "column", Default = "by its name")]
    public string? Id { get; init; }

    /// <summary>The column of time stamps; null finds it.</summary>
    [Option("Column of time stamps, or two of date and hour: day,hour.", Value = "column", Default = "detected")]
    public string? Time { get; init; }

    /// <summary>
    /// The column that names the event; it becomes the first category. Null finds it, <c>none</c> takes none.
    /// </summary>
    [Option("Column of event names; 'none' for none.", Value = "column", Default = "detected")]
    public string? Event { get; init; }

    /// <summary>
    /// Other columns of categories, whose values are texts or codes; null takes every column of text that repeats
    /// itself.
    /// </summary>
    [Option(
        "Other columns of categories; 'none' for none.", Value = "a,b",
        Default = "every text column with repeated values")]
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Columns of numbers; null takes every column of numbers that has no other use.</summary>
    [Option("Columns of numbers; 'none' for none.", Value = "a,b", Default = "all other columns of numbers")]
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>Names of columns that mark some rows; one is the event where no column names the events.</summary>
    internal IReadOnlyList<string> MarkNames { get; init; } = [];

    /// <summary>
    /// The column that says which events are what is looked for (1, 0); null takes one that is called a label, if there
    /// is one; <c>none</c> takes none.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>
    /// Whether events that are not in order of time are sorted; otherwise the first one is refused with its line.
    /// </summary>
    [Option("Sort events by time, instead of rejecting unsorted ones.")]
    public bool Sort { get; init; }
}
