using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>What is translated and how. Null leaves the choice to the data.</summary>
[RefusedOptions(nameof(FitOptions.Cell))]
public sealed record TranslationOptions : JobOptions
{
    /// <summary>Their translations, where the lines have none behind a tab.</summary>
    [OptionGroup("Translating")]
    [Option("Translations, line by line, if the first file has no tabs.", Value = "target", IsArgument = true)]
    public string? Target { get; init; }

    /// <summary>Byte-pair pieces of both languages, the 256 bytes among them.</summary>
    [Option("Byte-pair tokens.", Least = 260, Most = 65_536, Default = "6000; 1000 below 10,000 pairs")]
    public int? Pieces { get; init => field = Checked(value); }

    /// <summary>Values of a piece's row.</summary>
    [Option("Size of embeddings.", Name = "embedding", Least = 1, Most = 4096, Default = "256; 96 below 10,000 pairs")]
    public int? EmbeddingSize { get; init => field = Checked(value); }

    /// <summary>How the decoder looks at the source; null for not at all.</summary>
    [Option(
        "Attention to the source: additive (Bahdanau 2015), general or dot (Luong 2015), or none.",
        None = "none")]
    public AttentionScore? Attention { get; init => field = Checked(value); } = AttentionScore.Additive;

    /// <summary>
    /// How much of the averaged parameters a step keeps; 0 for no averages; null for averages over about half an epoch.
    /// </summary>
    [Option(
        "Decay of the running average of weights; 0 for no average.", Least = 0, Most = 1,
        Default = "over half an epoch")]
    public double? Averaging { get; init => field = Checked(value); }

    /// <summary>How translations are searched for.</summary>
    [OptionGroup("Beam search")]
    [NestedOptions(nameof(BeamOptions.Width), nameof(BeamOptions.LengthPenalty))]
    public BeamOptions Beam { get; init; } = new();

    /// <summary>A file that decides when training was best; null for a share of the data.</summary>
    [OptionGroup("Data split")]
    [Option("Validation file, which selects the epoch.", Value = "file", Default = "a share of the data")]
    public string? Validation { get; init; }

    /// <summary>The translations of <see cref="Validation"/>; null where that has tabs.</summary>
    [Option("Their translations.", Value = "file", Default = "after a tab in the same file")]
    public string? ValidationTarget { get; init; }

    /// <summary>A file that measures; null for a share of the data.</summary>
    [Option("Test file.", Value = "file", Default = "a share of the data")]
    public string? Test { get; init; }

    /// <summary>The translations of <see cref="Test"/>; null where that has tabs.</summary>
    [Option("Their translations.", Value = "file", Default = "after a tab in the same file")]
    public string? TestTarget { get; init; }

    /// <summary>The share of the data that decides when training was best; 0 keeps the last epoch.</summary>
    [Option("Validation share, at the end of the data; 0 keeps the last epoch.", Least = 0, Most = 0.5)]
    public double ValidationShare { get; init => field = Checked(value); } = 0.05;

    /// <summary>The share of the data that measures.</summary>
    [Option("Test share, at the end of the data.", Least = 0.01, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.05;
}
