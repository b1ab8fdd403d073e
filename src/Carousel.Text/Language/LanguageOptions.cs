using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>What a language model is asked to be. Null leaves the choice to the text.</summary>
/// <remarks>
/// Of <see cref="JobOptions.Fit"/>, <see cref="FitOptions.Dropout"/> is between layers and after the last, and
/// <see cref="FitOptions.Batch"/> counts streams.
/// </remarks>
public sealed record LanguageOptions : JobOptions
{
    internal const int MostCached = 100_000;

    /// <summary>What the text is cut into; null for residues of FASTA and characters of everything else.</summary>
    [OptionGroup("Text")]
    [Option("Units of the text.", Default = "characters; residues for FASTA")]
    public UnitKind? Units { get; init => field = Checked(value); }

    /// <summary>How many byte-pair pieces there are to be.</summary>
    [Option("For pieces: size of the byte-pair vocabulary.", For = "units pieces", Least = 257, Most = 65_536)]
    public int Pieces { get; init => field = Checked(value); } = 1024;

    /// <summary>Most words in the vocabulary.</summary>
    public int MostWords { get; init; } = 50_000;

    /// <summary>Units between the places where back-propagation ends.</summary>
    [OptionGroup("Language model")]
    [Option("Units per segment of truncated back-propagation.", Least = 1, Most = 4096, Default = "64; 35 for words")]
    public int? Length { get; init => field = Checked(value); }

    /// <summary>Values of a unit's row in the table.</summary>
    [Option(
        "Size of a unit's embedding.", Least = 1, Most = 4096,
        Default = "by the vocabulary; for words and pieces as --hidden")]
    public int? Embedding { get; init => field = Checked(value); }

    /// <summary>Whether the last map has the table's rows as its weights.</summary>
    public bool? Tied { get; init; }

    /// <summary>Share of the table's values dropped before the first layer.</summary>
    [Option("Share of embedding values dropped.", Least = 0, Most = 0.95, Default = "0; 0.4 for words")]
    public double? InputDropout { get; init => field = Checked(value); }

    /// <summary>Share of recurrent weights dropped for a batch.</summary>
    [Option("Share of recurrent weights dropped per batch.", Least = 0, Most = 0.95, Default = "0; 0.3 for words")]
    public double? WeightDrop { get; init => field = Checked(value); }

    /// <summary>The epoch from which parameters are averaged over the steps, 1 or more; null for never.</summary>
    [Option("Epoch from which weights are averaged over the steps.", Least = 1, Most = 100_000, Default = "never")]
    public int? AverageFrom { get; init => field = Checked(value); }

    /// <summary>The simple method that the network's answers are mixed with.</summary>
    [Option("Baseline mixed with the network's predictions.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Share of the text, at its end, that measures the model.</summary>
    [OptionGroup("Evaluation")]
    [Option("Test share of the text, at its end.", Name = "test-share", Least = 0.001, Most = 0.5)]
    public double Test { get; init => field = Checked(value); } = 0.1;

    /// <summary>
    /// Share of the text before the test part by which the best epoch is chosen; 0 keeps the last epoch.
    /// </summary>
    [Option("Validation share before it; 0 keeps the last epoch.", Name = "validation-share", Least = 0, Most = 0.5)]
    public double Validation { get; init => field = Checked(value); } = 0.05;

    /// <summary>Whether a further row says how well the model does that learns on while it is measured.</summary>
    [Option("Also test the model while it keeps learning from the text.")]
    public bool Adapt { get; init; }

    /// <summary>
    /// How many of the last states the model keeps where it learns on, each with the unit that came after it, to
    /// look up what came after states like the present one; 0 for none. Null leaves it to the units.
    /// </summary>
    [Option(
        "Past states that adaptation looks up, each with its next unit; 0 for none.", Least = 0,
        Most = MostCached, Default = "500; 2000 for words, 0 for residues")]
    public int? Cache { get; init => field = Checked(value); }

    /// <summary>What the samples begin with; null for the end of a line.</summary>
    [Option("Start of the samples.", Value = "TEXT")]
    public string? Prime { get; init; }

    /// <summary>Units of the sample after each epoch; 0 for none.</summary>
    [Option("Units of the sample after each epoch; 0 for none.", Least = 0, Most = 100_000)]
    public int Sample { get; init => field = Checked(value); } = 160;
}
