using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>What is transcribed and how. Null leaves the choice to the data.</summary>
public sealed record SpeechOptions : DividedOptions
{
    /// <summary>The folder that names of files start from; null for that of the table.</summary>
    [OptionGroup("Recordings")]
    [Option("Base folder of the table's file names.", Value = "folder", Default = "that of the table")]
    public string? Recordings { get; init; }

    /// <summary>The column of the speakers; null for one that is called so.</summary>
    [Option("Column of the speakers.", Value = "column", Default = "the one called speaker")]
    public string? Speaker { get; init; }

    /// <summary>The column whose values lie in one part each; null for the speakers.</summary>
    [Option("Column of groups that are never split.", Value = "column", Default = "that of the speakers")]
    public string? Group { get; init; }

    /// <summary>
    /// How many words become a string, from recordings of one word each; null for recordings as they are.
    /// </summary>
    [Option(
        "Join recordings of single words into strings of n to m words, with silence and noise.", Least = 1,
        Most = WordJoining.MostWords, Range = "")]
    public WholeRange? Join { get; init => field = Checked(value); }

    /// <summary>Strings of an epoch.</summary>
    [Option(
        "Strings per epoch, drawn again in each.", Least = 10, Most = 1_000_000, Range = "",
        Default = "as many as recordings, at least 500")]
    public int? Strings { get; init => field = Checked(value); }

    /// <summary>The share of an epoch's strings that are one recording as it is; null for a quarter.</summary>
    [Option(
        "Share of an epoch's strings that are one unchanged recording, to also train on single words.", Least = 0,
        Most = 1, Default = "0.25")]
    public double? Singles { get; init => field = Checked(value); }

    /// <summary>Letters or words.</summary>
    [OptionGroup("Transcription")]
    [Option("Symbols of the transcripts.", Default = "words if there are few, else letters")]
    public SymbolKind? Symbols { get; init => field = Checked(value); }

    /// <summary>
    /// True for layers that hear only what was, so that a stream can be transcribed; false for both directions.
    /// </summary>
    [Option("Use only past sound, so that a stream can be transcribed.", Default = "both directions")]
    public bool IsCausal { get; init; }

    /// <summary>Frames of 10 ms in a step of the network.</summary>
    [Option("Frames of 10 ms per step of the network.", Least = 1, Most = 16)]
    public int Stack { get; init => field = Checked(value); } = 3;

    /// <summary>
    /// How much of the averaged parameters a step keeps; 0 for no averages; null for averages over about an epoch.
    /// </summary>
    [Option(
        "Decay of the running average of weights; 0 for no average.", Least = 0, Most = 1,
        Default = "over an epoch")]
    public double? Averaging { get; init => field = Checked(value); }

    /// <summary>How sound is read, and how it is changed while training.</summary>
    [OptionGroup("Sound")]
    [NestedOptions]
    public SoundOptions Sound { get; init; } = new();

    /// <summary>How scores become text.</summary>
    [NestedOptions]
    public SpeechDecoding Decoding { get; init; } = new();

    /// <summary>Groups that measure; none for a share of the data.</summary>
    [OptionGroup("Data split")]
    [Option("Test groups, such as a speaker.", Name = "test-group", Default = "a share of the data")]
    public IReadOnlyList<string> TestGroups { get; init; } = [];

    /// <summary>Which columns of the table are read, and where the recordings lie.</summary>
    internal UtteranceColumns Columns => new(Recordings, Speaker, Group);

    /// <summary>How strings are made of recordings of single words; null for recordings as they are.</summary>
    internal WordJoining? Joining => Join is { } words ? new WordJoining(words.Least, words.Most) : null;
}
