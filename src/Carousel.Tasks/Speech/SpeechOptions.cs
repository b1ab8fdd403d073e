using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Speech;

/// <summary>What is transcribed and how. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record SpeechOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Which columns of the table are read, and where the recordings lie.</summary>
    public UtteranceColumns Columns { get; init; } = new();

    /// <summary>Letters or words.</summary>
    public SymbolKind? Symbols { get; init; }

    /// <summary>True for layers that hear only what was, so that a stream can be transcribed; false for both directions.</summary>
    public bool IsCausal { get; init; }

    /// <summary>How sound is read, and how it is changed while training; a transcriber has no use for a colour.</summary>
    public SoundOptions Sound { get; init; } = new();

    /// <summary>Frames of 10 ms in a step of the network, 1 … 16.</summary>
    public int? Stack { get; init => field = OptionException.Within(value, 1, 16, "--stack"); }

    /// <summary>How strings are made of recordings of single words; null for recordings as they are.</summary>
    public WordJoining? Joining { get; init; }

    /// <summary>Strings of an epoch, 10 … 1,000,000.</summary>
    public int? Strings { get; init => field = OptionException.Within(value, 10, 1_000_000, "--strings"); }

    /// <summary>A table that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>A table that measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>Groups that measure; none for a share of the data.</summary>
    public IReadOnlyList<string> TestGroups { get; init; } = [];

    /// <summary>The share of the data that decides when training was best, 0 … 0.5; 0 keeps the last epoch.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--validation-share") ?? 0; } = 0.1;

    /// <summary>The share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.1;

    /// <summary>How scores become text.</summary>
    public SpeechDecoding Decoding { get; init; } = new();
}
