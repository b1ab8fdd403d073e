using Carousel.Layers;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Captioning;

/// <summary>What is described and how. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record CaptionOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>The folder of the pictures; null for that of the table.</summary>
    public string? Pictures { get; init; }

    /// <summary>Whether the decoder looks at places of the picture at each word; false for one that is told of the whole picture once.</summary>
    public bool HasAttention { get; init; } = true;

    /// <summary>Columns of the picture as the network sees it, 8 … 512.</summary>
    public int? Width { get; init => field = OptionException.Within(value, 8, 512, "--picture-width"); }

    /// <summary>Rows of the picture as the network sees it, 8 … 512.</summary>
    public int? Height { get; init => field = OptionException.Within(value, 8, 512, "--picture-height"); }

    /// <summary>Channels of the first convolution, 1 … 256; the second has twice as many, the others four times.</summary>
    public int Channels { get; init => field = OptionException.Within<int>(value, 1, 256, "--channels") ?? 16; } = 16;

    /// <summary>Whether half of the pictures are mirrored while training, but for those whose sentence says left or right.</summary>
    public bool Mirror { get; init; }

    /// <summary>Hypotheses that the beam search keeps, 1 … 1024.</summary>
    public int Beam { get; init => field = OptionException.Within<int>(value, 1, BeamOptions.MostWidth, "--beam") ?? 3; } = 3;

    /// <summary>A table that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>A table that measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>The share of the data that decides when training was best, 0 … 0.5; 0 keeps the last epoch.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--validation-share") ?? 0; } = 0.1;

    /// <summary>The share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.15;

    /// <summary>How the decoder's state is compared with a place.</summary>
    internal AttentionScore? Attention => HasAttention ? AttentionScore.Additive : null;
}
