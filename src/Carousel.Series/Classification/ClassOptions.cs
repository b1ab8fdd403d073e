using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Options;

namespace Carousel.Classification;

/// <summary>What the user asks of a classifier. Null leaves the choice to the data.</summary>
public sealed record ClassOptions : JobOptions
{
    /// <summary>What the columns mean.</summary>
    [NestedOptions]
    public ClassReadOptions Reading { get; init; } = new();

    /// <summary>A test file in the same form; null for a part of the data.</summary>
    [OptionGroup("Evaluation")]
    [Option("Test file.", Value = "file", Default = "a share of the data")]
    public string? Test { get; init; }

    /// <summary>The groups of the test set; none to take a share of the data.</summary>
    [Option("Test groups.", Name = "test-group", Default = "a share of them")]
    public IReadOnlyList<string> TestGroups { get; init; } = [];

    /// <summary>The share of the test set, if no test file is given; above 0, up to 0.9.</summary>
    [Option("Test share of the data.", Least = 0.01, Most = 0.9, Default = "0.2")]
    public double? TestShare { get; init => field = Checked(value); }

    /// <summary>
    /// Whether the networks read a sequence from its first step to its last only: then they can answer while it is
    /// still coming.
    /// </summary>
    [OptionGroup("Classifier")]
    [Option(
        "Read only forwards, so that the model can answer step by step.",
        Default = "both directions")]
    public bool IsCausal { get; init; }

    /// <summary>How one row is made of all steps.</summary>
    [Option("Pooling over the steps. Default: mean; attention for texts read in both directions.")]
    public PoolingKind? Pooling { get; init => field = Checked(value); }

    /// <summary>The simple classifier that the networks have to add something to: of numbers and of texts.</summary>
    [Option("Baseline inside the model, corrected by the networks.")]
    public ClassBaseline Baseline { get; init => field = Checked(value); }

    /// <summary>Networks whose probabilities are averaged.</summary>
    [Option(
        "Networks whose probabilities are averaged. Default: 3 for texts and sounds, by their number for numbers.",
        Least = 1, Most = 50)]
    public int? Ensemble { get; init => field = Checked(value); }

    /// <summary>Whether the change since the step before is an additional input per channel.</summary>
    [Option("Also read the change of each channel. Default: for sound.")]
    public bool? Differences { get; init; }

    /// <summary>
    /// How much faster or slower time runs at most in series while training, as a share. Null where few series teach.
    /// </summary>
    [Option(
        "For numbers: maximum change of speed in training, as a share.", Least = 0, Most = 0.9,
        Default = "0.2 for fewer than 500 series, else 0")]
    public double? Warp { get; init => field = Checked(value); }
}
