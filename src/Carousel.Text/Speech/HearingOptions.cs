using Carousel.Jobs.Options;

namespace Carousel.Speech;

/// <summary>Where recordings of words lie, and what is made of them.</summary>
internal sealed record UtteranceOptions : DeclaredOptions
{
    /// <summary>The folder that a table's file names start from; null for that of the table.</summary>
    [Option("Folder that the table's file names start from.", Value = "folder", Default = "that of the table")]
    public string? Recordings { get; init; }

    /// <summary>The column of the speakers; null for the one called speaker.</summary>
    [Option("Column of the speakers.", Value = "column", Default = "the one called speaker")]
    public string? Speaker { get; init; }

    /// <summary>How many words a string has; null for recordings as they are.</summary>
    [Option(
        "Make strings of n to m words from recordings of one word each, with silence and noise.", Least = 1,
        Most = WordJoining.MostWords, Range = "")]
    public WholeRange? Join { get; init; }

    /// <summary>Which columns of a table are read.</summary>
    internal UtteranceColumns Columns => new(Recordings, Speaker);

    /// <summary>How strings are made; null for recordings as they are.</summary>
    internal WordJoining? Joining => Join is { } words ? new WordJoining(words.Least, words.Most) : null;
}

/// <summary>What a transcriber does with recordings when it is applied.</summary>
internal sealed record HearingOptions : DeclaredOptions
{
    /// <summary>Where the words lie, and what is made of them.</summary>
    [NestedOptions]
    public UtteranceOptions Utterances { get; init; } = new();

    /// <summary>Strings that are made; null for two of each recording.</summary>
    [Option("Strings that --join makes.", Default = "two for each recording")]
    public int? Strings { get; init; }

    /// <summary>Lengths of the vocal tract that a recording is read with; null for those of the model.</summary>
    [Option("Lengths of the vocal tract that a recording is read with, 1 to 9.", Default = "the model's")]
    public int? Tracts { get; init; }
}
