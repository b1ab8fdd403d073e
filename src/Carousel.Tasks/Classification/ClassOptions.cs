using Carousel.Kernels.Sequences;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>What the user asks of a classifier. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record ClassOptions
{
    /// <summary>How it is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>What a step of a text is; numbers are read as numbers.</summary>
    public ClassInput? Input { get; init; }

    /// <summary>How one row is made of all steps.</summary>
    public PoolingKind? Pooling { get; init; }

    /// <summary>Whether the networks read a sequence from its first step to its last only: then they can answer while it is still coming.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Networks whose probabilities are averaged, 1 … 50.</summary>
    public int? Ensemble { get; init => field = OptionException.Within(value, 1, 50, "--ensemble"); }

    /// <summary>Whether the change since the step before stands beside each channel.</summary>
    public bool? Differences { get; init; }

    /// <summary>Whether rare classes weigh as much as frequent ones.</summary>
    public bool Balance { get; init; }

    /// <summary>The share of the data that measures, where no file for it is named, above 0 up to 0.9.</summary>
    public double? TestShare { get; init => field = OptionException.Within(value, 0.01, 0.9, "--test-share"); }

    /// <summary>The groups that measure; none to take a share of the data.</summary>
    public IReadOnlyList<string> TestGroups { get; init; } = [];

    /// <summary>How sound is read and changed.</summary>
    public SoundOptions Sound { get; init; } = new();

    /// <summary>Words and characters seen less often are one unknown word, 1 … 1,000.</summary>
    public int? LeastCount { get; init => field = OptionException.Within(value, 1, 1000, "--least-count"); }

    /// <summary>The share of each target that is spread over all classes, 0 … 0.5.</summary>
    public double? Smoothing { get; init => field = OptionException.Within(value, 0, 0.5, "--smoothing"); }

    /// <summary>The share of words replaced by the unknown one while training, 0 … 0.9.</summary>
    public double? WordDropout { get; init => field = OptionException.Within(value, 0, 0.9, "--word-dropout"); }

    /// <summary>The deviation of the noise on scaled channels while training, 0 … 10.</summary>
    public double? Jitter { get; init => field = OptionException.Within(value, 0, 10, "--jitter"); }
}
