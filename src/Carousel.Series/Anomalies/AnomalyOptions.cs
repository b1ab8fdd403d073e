using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>What is asked of a search for anomalies.</summary>
public sealed record AnomalyOptions : JobOptions
{
    private const double LeastLearn = 0.05;

    /// <summary>The channels to watch; null for every column of numbers.</summary>
    [OptionGroup("Columns")]
    [Option("Channels to watch.", Name = "target", Default = "every column of numbers")]
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>
    /// The column of time stamps, or one of dates and one of hours or times of day, separated by a comma; null finds
    /// it,
    /// <c>none</c> numbers the rows.
    /// </summary>
    [Option(
        "Column of time stamps, or two of date and hour: day,hour; 'none' numbers the rows.", Value = "name",
        Default = "detected")]
    public string? Time { get; init; }

    /// <summary>The column that says what is an anomaly.</summary>
    [Option("Column of labels, 1 for an anomaly. A log of events is also learned from them.", Value = "name")]
    public string? Label { get; init; }

    /// <summary>
    /// How many false incidents are asked for: in a stretch of time, such as <c>1/week</c>, or as a share of the rows,
    /// such as 0.001; null for one in a week of data, or one in a thousand events of a log.
    /// </summary>
    [OptionGroup("Search")]
    [Option(
        "False incidents to accept per hour, day, week, month or year, or as a share of the rows such as 0.001; for a "
        + "log a share of events.", Value = "1/week", Default = "1/week; 0.001 for a log")]
    public string? Rate
    {
        get;
        init => field = AlarmRate.Fault(value) is { } fault ? throw Wrong($"{{Rate}} {fault}") : value;
    }

    /// <summary>The share of the rows, or of the time, that is learned from; 0 compares rows with each other.
    /// </summary>
    [Option(
        "Share of the rows used for training; the rest is searched. 0 trains nothing and compares rows with each "
        + "other.", Least = 0, Most = 0.95)]
    public double Learn { get; init => field = Checked(value); } = 0.5;

    /// <summary>Rows of a piece that is trained on.</summary>
    public int Window { get; init; } = 48;

    /// <summary>Whether the file is a log of events.</summary>
    [OptionGroup("Events")]
    [Option(
        "The file is a log: a row is an event of an entity, with categories and numbers. Default: detected if "
        + "several entities have events with categories at uneven times.")]
    public bool Events { get; init; }

    /// <summary>The column that says whose event a row is.</summary>
    [Option("Column that identifies the entity.", Value = "name", Default = "detected")]
    public string? Id { get; init; }

    /// <summary>The column that names the event; <c>none</c> for none.</summary>
    [Option("Column of event names; 'none' for none.", Value = "column", Default = "detected")]
    public string? Event { get; init; }

    /// <summary>Other columns of categories.</summary>
    [Option("Other columns of categories; 'none' for none.", Default = "detected")]
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Columns of numbers.</summary>
    [Option("Columns of numbers; 'none' for none.", Default = "detected")]
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>Whether events that are not in order of time are sorted.</summary>
    [Option("Sort events by time, instead of rejecting unsorted ones.")]
    public bool Sort { get; init; }

    /// <summary>Hours over which the surprise of an entity's events adds up.</summary>
    internal double Memory { get; init; } = 2;

    /// <summary>On line: each line is scored when it arrives.</summary>
    [OptionGroup("Streaming")]
    [Option("Learn from the first rows, then score each row on arrival; without a file, from standard input.")]
    public bool Stream { get; init; }

    /// <summary>On line: rows to learn from before the first is scored.</summary>
    [Option(
        "Rows to learn from.", Least = 20, Most = 1_000_000,
        Default = "15 % of a file, at most 750; 500 of standard input")]
    public int? LearnRows { get; init => field = Checked(value); }

    /// <inheritdoc cref="ReadOptions.Every"/>
    [OptionGroup(CellOptions.Group)]
    [Option(
        "Resample rows to intervals of N s, min, h or d, by their mean; with :sum or :last by their sum or last value.",
        Value = "10min", Default = "no resampling")]
    public string? Every
    {
        get;
        init => field = Sampling.Fault(value) is { } fault ? throw Wrong($"{{Every}} {fault}") : value;
    }

    /// <summary>How cells are written.</summary>
    [NestedOptions]
    public CellOptions Cells { get; init; } = new();

    /// <summary>Requires a part that is trained on.</summary>
    /// <exception cref="Carousel.Jobs.Fitting.OptionException">The share is too small.</exception>
    internal void RequireTraining()
    {
        if (Learn < LeastLearn)
        {
            throw Wrong($"{{Learn}} must be at least {LeastLearn} where something is trained, but is {Learn}.");
        }
    }

    /// <summary>Whether the file is a log of events, said or meant.</summary>
    public bool IsLog => Events || Id is not null;

    /// <summary>How a file of channels is read.</summary>
    public ReadOptions Reading => new()
    {
        Targets = Targets,
        Time = Time,
        Every = Every,
        Missing = Cells.Missing,
        SkipBadRows = Cells.SkipBadRows,
        TimeFormat = Cells.TimeFormat,
        DecimalSeparator = Cells.DecimalSeparator,
        Delimiter = Cells.Delimiter,
    };

    /// <summary>How a log of events is read.</summary>
    public EventReadOptions EventReading => new(Cells)
    {
        Id = Id,
        Time = Time,
        Event = Event,
        Categories = Categories,
        Numbers = Numbers,
        Label = Label,
        Sort = Sort,
    };
}
