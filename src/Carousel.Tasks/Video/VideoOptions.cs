using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Video;

/// <summary>What is learned from clips.</summary>
public enum VideoMode
{
    /// <summary>Which action a clip shows.</summary>
    Action,

    /// <summary>How the next frame looks.</summary>
    Next,
}

/// <summary>What a model of clips is made of and learns from. Null leaves the choice to the job.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record VideoOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>What is learned; null for actions where clips have labels, else next frames.</summary>
    public VideoMode? Mode { get; init; }

    /// <summary>A folder or table that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>A folder or table that only measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>Share of the data that validates, 0.01 … 0.5.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--validation-share") ?? 0; } = 0.15;

    /// <summary>Share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.15;

    /// <summary>Side in places to which frames are brought, 8 … 128; a multiple of 8.</summary>
    public int Side
    {
        get;
        init => field = OptionException.Within<int>(value, 8, 128, "--side") is { } side && side % 8 == 0 ? side : throw new OptionException($"--side must be a multiple of 8, but is {value}.");
    } = 32;

    /// <summary>Frames of a training window for next frames, 3 … 100.</summary>
    public int Window { get; init => field = OptionException.Within<int>(value, 3, 100, "--window") ?? 0; } = 12;

    /// <summary>Made clips show poses, and not pictures.</summary>
    public bool Poses { get; init; }
}
