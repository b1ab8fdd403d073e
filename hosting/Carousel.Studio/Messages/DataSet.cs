using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>A data set in a list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">As the user named it.</param>
/// <param name="Bytes">Of its files.</param>
/// <param name="Created">When it came.</param>
/// <param name="Kind">What it is, such as <c>table</c>.</param>
/// <param name="Job">The recommended job; null where none fits.</param>
internal sealed record DataSummary(
    string Id, string Name, long Bytes, DateTime Created, string Kind, string? Job);

/// <summary>All data sets.</summary>
/// <param name="Data">The newest first.</param>
internal sealed record DataList(IReadOnlyList<DataSummary> Data);

/// <summary>A data set with its findings.</summary>
internal sealed record DataSet
{
    /// <summary>Its number.</summary>
    public required string Id { get; init; }

    /// <summary>As the user named it.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes of its files.</summary>
    public long Bytes { get; init; }

    /// <summary>When it came.</summary>
    public DateTime Created { get; init; }

    /// <summary>What it is.</summary>
    public required string Kind { get; init; }

    /// <summary>The recommended job; null where none fits.</summary>
    public string? Job { get; init; }

    /// <summary>How many rows, lines, sentences or files it has.</summary>
    public long Rows { get; init; }

    /// <summary>What <see cref="Rows"/> counts.</summary>
    public string Unit { get; init; } = "rows";

    /// <summary>Of a table.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>The column of time stamps.</summary>
    public TimeColumn? Time { get; init; }

    /// <summary>The column that distinguishes several series or sequences.</summary>
    public IdColumn? Ids { get; init; }

    /// <summary>How often the likeliest target repeats itself.</summary>
    public SeasonFound? Season { get; init; }

    /// <summary>What else was found.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The first rows that do not fit.</summary>
    public IReadOnlyList<OddRow> Odd { get; init; } = [];

    /// <summary>How many do not fit.</summary>
    public long OddCount { get; init; }

    /// <summary>What can be done with it, the best first.</summary>
    public IReadOnlyList<Recommendation> Jobs { get; init; } = [];
}

/// <summary>Something that was found.</summary>
/// <param name="Name">A word.</param>
/// <param name="Words">What was found.</param>
internal sealed record Fact(string Name, [property: JsonPropertyName("fact")] string Words);

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>time</c>, <c>number</c>, <c>category</c>, <c>text</c> or <c>empty</c>.</param>
/// <param name="Missing">How many cells are empty or no number.</param>
/// <param name="Distinct">How many different cells there are, counted to a limit.</param>
internal sealed record Column(string Name, string Kind, long Missing, int Distinct)
{
    /// <summary>The least of its numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Least { get; init; }

    /// <summary>The greatest of its numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Most { get; init; }

    /// <summary>The mean of its numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Mean { get; init; }

    /// <summary>Of categories, the most frequent first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CellCount>? Values { get; init; }
}

/// <summary>How often a cell appears.</summary>
/// <param name="Value">The cell.</param>
/// <param name="Count">How often.</param>
internal sealed record CellCount(string Value, long Count);

/// <summary>The column of time stamps.</summary>
/// <param name="Column">Its name.</param>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
/// <param name="Step">From one to the next, in words; null where they are irregular.</param>
/// <param name="StepSeconds">The same in seconds.</param>
/// <param name="Gaps">How many steps are missing.</param>
internal sealed record TimeColumn(
    string Column, string First, string Last, string? Step, double? StepSeconds, long Gaps);

/// <summary>The column that tells series apart.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Count">How many there are.</param>
internal sealed record IdColumn(string Column, int Count);

/// <summary>A season.</summary>
/// <param name="Rows">Its length.</param>
/// <param name="Words">The same in words.</param>
/// <param name="Strength">The autocorrelation at its length.</param>
internal sealed record SeasonFound(int Rows, string Words, double Strength);

/// <summary>A row that does not fit.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">The number of the field, from 1; 0 for the whole row.</param>
/// <param name="Sentence">The error and its remedy.</param>
internal sealed record OddRow(long Line, int Column, string Sentence);
