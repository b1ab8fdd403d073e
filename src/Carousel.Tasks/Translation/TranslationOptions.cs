using Carousel.Layers;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Translation;

/// <summary>What is translated and how. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record TranslationOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Byte-pair pieces, the 256 bytes among them, 260 … 65,536: of both languages, or of each where they are learned apart.</summary>
    public int? Pieces { get; init => field = OptionException.Within(value, 260, 65_536, "--pieces"); }

    /// <summary>Whether the pieces of each language are learned apart.</summary>
    public bool PiecesApart { get; init; }

    /// <summary>How the decoder looks at the source; null for not at all.</summary>
    public AttentionScore? Attention { get; init; } = AttentionScore.Additive;

    /// <summary>Whether the decoder reads what it made of its last look.</summary>
    public bool InputFeeding { get; init; }

    /// <summary>Values of a piece's row, 1 … 4096.</summary>
    public int? EmbeddingSize { get; init => field = OptionException.Within(value, 1, 4096, "--embedding"); }

    /// <summary>The share of a target that is spread over all pieces while training, 0 … 0.9.</summary>
    public double LabelSmoothing { get; init => field = OptionException.Within<double>(value, 0, 0.9, "--label-smoothing") ?? 0; } = 0.1;

    /// <summary>The share of pieces that the decoder is given as the model would have written them, not as they were, at the end of training, 0 … 1; it grows evenly from 0 over all steps.</summary>
    public double ScheduledSampling { get; init => field = OptionException.Within<double>(value, 0, 1, "--scheduled-sampling") ?? 0; }

    /// <summary>How much of the averaged parameters a step keeps, 0 … 1; 0 for no averages; null for averages over about half an epoch.</summary>
    public double? Averaging { get; init => field = OptionException.Within(value, 0, 1, "--averaging"); }

    /// <summary>How translations are searched for.</summary>
    public BeamOptions Beam { get; init; } = new();

    /// <summary>A file that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>The translations of <see cref="Validation"/>; null where that has tabs.</summary>
    public string? ValidationTarget { get; init; }

    /// <summary>A file that measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>The translations of <see cref="Test"/>; null where that has tabs.</summary>
    public string? TestTarget { get; init; }

    /// <summary>The share of the data that decides when training was best, 0 … 0.5; 0 keeps the last epoch.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--validation-share") ?? 0; } = 0.05;

    /// <summary>The share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.05;
}
