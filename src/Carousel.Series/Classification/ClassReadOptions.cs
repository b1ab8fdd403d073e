using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>What the columns of a file of sequences with classes mean. Null leaves the choice to the reader.</summary>
public sealed record ClassReadOptions : DeclaredOptions
{
    /// <summary>The column of classes.</summary>
    [OptionGroup("Columns")]
    [Option("Column of classes.", Value = "name", Default = "by its name")]
    public string? Label { get; init; }

    /// <summary>The column of texts.</summary>
    [Option("Column of texts.", Name = "text-column", Value = "name", Default = "detected")]
    public string? Text { get; init; }

    /// <summary>The column that says which sequence a row belongs to.</summary>
    [Option("Column that identifies the sequence of a step.", Value = "name")]
    public string? Id { get; init; }

    /// <summary>
    /// The column that orders the rows of a sequence; without one they stay in the order of the file.
    /// </summary>
    [Option(
        "Column that orders the steps of a sequence, or two of date and hour: day,hour.", Value = "name",
        Default = "detected, or the file's order")]
    public string? Time { get; init; }

    /// <summary>The columns of numbers; none takes all that are left.</summary>
    [Option("Columns of numbers to read.", Name = "channel", Default = "all others")]
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>The column that says whom or what a sequence comes from.</summary>
    [Option("Column of groups, such as speakers, that are never split.", Value = "name")]
    public string? Group { get; init; }

    /// <summary>The column of WAV files.</summary>
    [Option("Column of WAV files.", Name = "file-column", Value = "name", Default = "detected")]
    public string? File { get; init; }

    /// <summary>
    /// The places of the class and the group in the names of WAV files in a folder, such as <c>{label}_{group}_*</c>;
    /// null for a folder for each class.
    /// </summary>
    [Option(
        "Pattern of class and group in names of WAV files in a folder, such as '{label}_{group}_*'.",
        Name = "label-pattern", Value = "pattern")]
    public string? Pattern { get; init; }

    /// <summary>How recordings become features.</summary>
    public SoundFeatureOptions Sound { get; init; } = ClassSound.Features;

    /// <summary>How cells are written.</summary>
    [NestedOptions(
        nameof(ReadOptions.Missing), nameof(ReadOptions.SkipBadRows), nameof(ReadOptions.TimeFormat),
        nameof(ReadOptions.DecimalSeparator), nameof(ReadOptions.Delimiter))]
    public ReadOptions Cells { get; init; } = new();

    /// <summary>Whether every sequence must have its class, as for training.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>
    /// Whether the cells of all rows stay in memory, to be written next to the answers, and rows without a text stay,
    /// without an answer.
    /// </summary>
    internal bool KeepsCells { get; init; }

    /// <summary>Whether <see cref="Label"/> may be absent: then no class is known.</summary>
    internal bool LabelMayLack { get; init; }
}
