using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>How a file of series is read. What is not said is found out, and said in the notes of the result.</summary>
public sealed record ReadOptions
{
    /// <summary>Stands for every column of numbers that has no other use, in <see cref="Targets"/> and <see cref="Past"/>.</summary>
    public const string All = "all";

    /// <summary>As <see cref="Time"/>: the rows have no time and are numbered.</summary>
    public const string None = "none";

    /// <summary>The columns to forecast; null takes the last column of numbers, an empty list takes none.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The column of time stamps; null finds it, <c>none</c> numbers the rows.</summary>
    public string? Time { get; init; }

    /// <summary>The column that tells several series apart (long format); null where the file holds one series.</summary>
    public string? Id { get; init; }

    /// <summary>Covariates known ahead.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Covariates known up to now.</summary>
    public IReadOnlyList<string> Past { get; init; } = [];

    /// <summary>Columns whose value belongs to a whole series; text is allowed.</summary>
    public IReadOnlyList<string> Static { get; init; } = [];

    /// <summary>Texts that stand for a missing value; the empty text stands for an empty cell.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>How a model will fill gaps; where it is given, empty cells are gaps. Reading itself fills nothing.</summary>
    public GapFilling? Gaps { get; init; }

    /// <summary>What separates the whole part of a number from the rest, <c>.</c> or <c>,</c>; null finds it.</summary>
    public char? DecimalSeparator { get; init; }

    /// <summary>What separates the columns; null finds it among comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The form of the time stamps in .NET's letters, such as <c>dd/MM/yyyy</c>; null finds it.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Whether an empty cell is a missing value.</summary>
    internal bool EmptyIsMissing => Gaps is not null || Missing.Contains("");

    /// <summary>What columns of numbers are for, as messages say it.</summary>
    internal string Purpose { get; init; } = "forecast";

    /// <summary>Whether columns that only count are left out of <see cref="All"/> targets: where nobody asked for
    /// all.</summary>
    internal bool LeavesOutCounters { get; init; }
}
