using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>How a file of series is read. Settings that are not given are detected and reported in the notes of the
/// result.</summary>
public sealed record ReadOptions : CellOptions
{
    /// <summary>
    /// Means every column of numbers that has no other use, in <see cref="Targets"/> and <see cref="Past"/>.
    /// </summary>
    public const string All = "all";

    /// <summary>As <see cref="Time"/>: the rows have no time and are numbered.</summary>
    public const string None = "none";

    /// <summary>The columns to forecast; null takes the last column of numbers, an empty list takes none.</summary>
    [OptionGroup("Columns")]
    [Option("Columns to forecast; 'all' for every column of numbers.", Name = "target", Default = "the last one")]
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>
    /// The column of time stamps, or one of dates and one of hours or times of day, separated by a comma; null finds
    /// it, <c>none</c> numbers the rows.
    /// </summary>
    [Option(
        "Column of time stamps, or two of date and hour: day,hour; 'none' numbers the rows.", Value = "name",
        Default = "detected")]
    public string? Time { get; init; }

    /// <summary>
    /// The column that separates several series (long format), or several columns separated by commas; null if the
    /// file has one series, or to find it where rows repeat their times.
    /// </summary>
    [Option(
        "Column that identifies the series in the file, or several: store,product.", Value = "name",
        Default = "found where rows repeat their times")]
    public string? Id { get; init; }

    /// <summary>Whether <see cref="Id"/> was not asked for, but found.</summary>
    internal bool HasFoundId { get; init; }

    /// <summary>A column called an id whose rows become one series.</summary>
    internal string? Joined { get; init; }

    /// <summary>Covariates known ahead.</summary>
    [Option("Columns known in advance, such as prices.")]
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Covariates known up to now.</summary>
    [Option("Columns known only up to the present; 'all' for the rest.")]
    public IReadOnlyList<string> Past { get; init; } = [];

    /// <summary>Columns whose value belongs to a whole series; text is allowed.</summary>
    [Option("Columns with one value per series.")]
    public IReadOnlyList<string> Static { get; init; } = [];

    /// <summary>Whether rows are time steps, or series.</summary>
    [OptionGroup(Group)]
    [Option("Rows are time steps (table), or series as in files of the M4 competition (m4).")]
    public SeriesFormat Format { get; init => field = Checked(value); }

    /// <summary>
    /// Intervals of which each becomes one row, such as <c>10min</c> or <c>1h:sum</c>; null to keep the rows unchanged.
    /// </summary>
    [Option(
        "Resample rows to intervals of N s, min, h or d, by their mean; with :sum or :last by their sum or last value.",
        Value = "10min", Default = "no resampling")]
    public string? Every
    {
        get;
        init => field = Sampling.Fault(value) is { } fault ? throw Wrong($"{{Every}} {fault}") : value;
    }

    /// <summary>The same options, with more texts of missing values.</summary>
    /// <param name="missing">The texts; null for none.</param>
    internal ReadOptions AlsoMissing(IReadOnlyList<string>? missing) =>
        missing is null ? this : this with { Missing = [.. Missing.Union(missing)] };

    /// <summary>As <see cref="Purpose"/>: anomalies are looked for.</summary>
    internal const string Watching = "watch";

    /// <summary>What columns of numbers are for, as messages say it.</summary>
    public string Purpose { get; init; } = "forecast";

    /// <summary>Whether columns that only count are left out of <see cref="All"/> targets, because the user did not ask
    /// for all.</summary>
    public bool LeavesOutCounters { get; init; }

    /// <summary>Whether columns whose change single precision would lose are moved towards 0 while they are
    /// read.</summary>
    internal bool FindsOffsets { get; init; }

    /// <summary>Whether numbers such as −999 are numbers, but those of <see cref="CellOptions.Missing"/>: for
    /// models.</summary>
    internal bool KeepsCodes { get; init; }

    /// <summary>Numbers that are subtracted from columns in double precision, by name; null for none.</summary>
    internal IReadOnlyDictionary<string, double>? Offsets { get; init; }

    /// <summary>Whether rows at the end without a target are a gap, and not the future.</summary>
    internal bool KeepsEnd { get; init; }

    /// <summary>Whether rows are taken unchanged if no interval is asked for: their times need no grid.</summary>
    internal bool KeepsRows { get; init; }

    /// <summary>The column of the rows' weights in training; null if all rows count alike.</summary>
    internal string? Weight { get; init; }

    /// <summary>Columns of 0 and 1: an interval has a 1 where one of its rows has.</summary>
    internal IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>
    /// Columns that say which groups of a hierarchy a series belongs to; without an id their values together tell
    /// series apart.
    /// </summary>
    internal IReadOnlyList<string> Groups { get; init; } = [];
}
