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

    /// <summary>Bands of energy, or cepstral coefficients of them.</summary>
    public SoundFeatureKind Features { get; init; }

    /// <summary>Bands on the mel scale, 8 … 256.</summary>
    public int Bands { get; init => field = OptionException.Within(value, 8, 256, "--bands") ?? 0; } = 40;

    /// <summary>Frames of 10 ms in a step of the network, 1 … 16.</summary>
    public int Stack { get; init => field = OptionException.Within(value, 1, 16, "--stack") ?? 0; } = 3;

    /// <summary>The largest share by which recordings are played faster or slower while training, 0 … 0.5.</summary>
    public double SpeedVariation { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--speed-variation") ?? 0; } = 0.1;

    /// <summary>The largest share by which frequencies are stretched while training, 0 … 0.5.</summary>
    public double TractVariation { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--tract-variation") ?? 0; } = 0.1;

    /// <summary>The share of recordings that noise is added to while training, 0 … 1.</summary>
    public double NoiseShare { get; init => field = OptionException.Within<double>(value, 0, 1, "--noise-share") ?? 0; } = 0.3;

    /// <summary>Masks of bands and of time that a recording gets while training, 0 … 10 each.</summary>
    public int Masks { get; init => field = OptionException.Within(value, 0, 10, "--masks") ?? 0; } = 2;

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

    /// <summary>Prefixes that decoding follows, 1 … 1024; 1 takes the likeliest symbol of each step.</summary>
    public int BeamWidth { get; init => field = OptionException.Within(value, 1, 1024, "--beam") ?? 0; } = 16;

    /// <summary>A model of characters made by <c>carousel language</c>, kept in the model; null for none.</summary>
    public string? Language { get; init; }

    /// <summary>α: what the language model counts, 0 … 10.</summary>
    public double LanguageWeight { get; init => field = OptionException.Within<double>(value, 0, 10, "--language-weight") ?? 0; } = 0.5;

    /// <summary>β: nats added for each symbol, −20 … 20.</summary>
    public double SymbolBonus { get; init => field = OptionException.Within<double>(value, -20, 20, "--symbol-bonus") ?? 0; }
}
