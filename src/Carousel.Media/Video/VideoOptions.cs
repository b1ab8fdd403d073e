using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;

namespace Carousel.Video;

/// <summary>What is learned from clips.</summary>
public enum VideoMode
{
    /// <summary>Which action a clip shows.</summary>
    Action,

    /// <summary>How the next frame looks.</summary>
    Next,
}

/// <summary>What a model of clips is made of and learns from. Null leaves the choice to the job.</summary>
[RefusedOptions(
    nameof(FitOptions.Cell), nameof(FitOptions.Dropout), nameof(FitOptions.Initializer), nameof(FitRun.Recompute),
    With = nameof(Mode), Value = VideoMode.Next)]
public sealed record VideoOptions : JobOptions
{
    /// <summary>What is learned; null for actions where clips have labels, else next frames.</summary>
    [OptionGroup("Video")]
    [Option(
        "Task: action, the label of each clip; next, the next frame.",
        Default = "action if clips have labels, else next")]
    public VideoMode? Mode { get; init => field = Checked(value); }

    /// <summary>Side in places to which frames are brought; a multiple of 8.</summary>
    [Option("Side of scaled frames in pixels, a multiple of 8.", Least = 8, Most = 128)]
    public int Side
    {
        get;
        init =>
            field = Checked(value) % 8 == 0 ? value : throw Wrong($"{{Side}} must be a multiple of 8, but is {value}.");
    } = 32;

    /// <summary>Frames of a training window for next frames.</summary>
    [Option("For next: frames per training window.", For = "mode next", Least = 3, Most = 100)]
    public int Window { get; init => field = Checked(value); } = 12;

    /// <summary>Whether a simple method is inside, which the validation clips decide on.</summary>
    [Option(
        "Baseline inside the model: the nearest training clip, or for next a logistic regression on the last two "
        + "frames.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Made clips show poses, and not pictures.</summary>
    [Option("Without data: use poses of stick figures, not pictures.")]
    public bool Poses { get; init; }

    /// <summary>A folder or table that decides when training was best; null for a share of the data.</summary>
    [OptionGroup("Data split")]
    [Option("Validation folder or table, which selects the epoch.", Value = "path", Default = "a share of the data")]
    public string? Validation { get; init; }

    /// <summary>A folder or table that only measures; null for a share of the data.</summary>
    [Option("Test folder or table.", Value = "path", Default = "a share of the data")]
    public string? Test { get; init; }

    /// <summary>Share of the data that validates.</summary>
    [Option("Validation share of the data.", Least = 0.01, Most = 0.5)]
    public double ValidationShare { get; init => field = Checked(value); } = 0.15;

    /// <summary>Share of the data that measures.</summary>
    [Option("Test share of the data.", Least = 0.01, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.15;
}
