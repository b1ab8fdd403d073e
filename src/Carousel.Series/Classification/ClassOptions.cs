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
        "Read only forwards, for exports to C and web pages, which answer after each step.",
        Default = "both directions")]
    public bool IsCausal { get; init; }

    /// <summary>How one row is made of all steps; null for the mean, or attention for texts read in both directions.
    /// </summary>
    public PoolingKind? Pooling { get; init; }

    /// <summary>The simple classifier that the networks have to add something to: of numbers and of texts.</summary>
    [Option("Baseline inside the model, corrected by the networks.")]
    public ClassBaseline Baseline { get; init => field = Checked(value); }

    /// <summary>Networks whose probabilities are averaged.</summary>
    [Option(
        "Networks whose probabilities are averaged. Default: 3 for texts and sounds, by their number for numbers.",
        Least = 1, Most = 50)]
    public int? Ensemble { get; init => field = Checked(value); }
}
