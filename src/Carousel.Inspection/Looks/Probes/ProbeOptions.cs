using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>What is probed for, and how.</summary>
/// <exception cref="OptionException">A property is out of range.</exception>
internal sealed record ProbeOptions : DeclaredOptions
{
    private const string Made = "depth:(), quotes, charge, prefix-charge, hydropathy, hour, weekday, step, unit";

    /// <summary>The properties that are made from steps.</summary>
    public static IReadOnlyList<string> StepProperties { get; } = Made.Split(", ");

    /// <summary>
    /// A property made from the steps (see <see cref="StepProperties"/>), or a column of the data's table; with
    /// <see cref="Labels"/> how the labels are called.
    /// </summary>
    [OptionGroup("Probe")]
    [Option($"A column of the data's table, or made from the steps: {Made}.", Value = "NAME")]
    public string Property { get; init; } = "";

    /// <summary>
    /// A file with a label for steps: CSV with the columns sequence, step and label, or of sequences of bases GFF3 or
    /// BED; null for none.
    /// </summary>
    [Option(
        "Instead of a property: CSV with the columns sequence, step (from 0) and label; for a genome GFF3 (coding or "
        + "not) or BED.",
        Value = "FILE")]
    public string? Labels { get; init; }

    /// <summary>How many steps back the property lies that is read from a state.</summary>
    [Option("Read the property of this many steps earlier.", Least = 0, Most = 1_000_000)]
    public int Delay { get; init => field = Checked(value); }

    /// <summary>Whether the property is read as a number (true) or as classes (false); null to find out.</summary>
    [Option(
        "Read it as numbers or as classes.", Name = "as", Words = "numbers classes",
        Default = "numbers if all values are, and more than two")]
    public bool? AsNumbers { get; init; }

    /// <summary>Which probes.</summary>
    [Option("Linear probes, probes with a hidden layer, or both.", Name = "kind")]
    public ProbeKinds Kinds { get; init => field = Checked(value); } = ProbeKinds.Both;

    /// <summary>Units of the hidden layer.</summary>
    [Option("Units of the probe's hidden layer.", Name = "probe-units", Least = 1, Most = 4096)]
    public int HiddenUnits { get; init => field = Checked(value); } = 64;

    /// <summary>How many folds.</summary>
    [Option("Folds of whole sequences, each tested with a probe trained on the others.", Least = 3, Most = 50)]
    public int Folds { get; init => field = Checked(value); } = 5;

    /// <summary>The most steps that are taken, evenly spread.</summary>
    [Option("Maximum number of steps to probe, evenly spread.", Least = 100, Most = 10_000_000)]
    public int MostSteps { get; init => field = Checked(value); } = 20_000;

    /// <summary>Which states; without a layer those of the highest.</summary>
    [NestedOptions]
    public StateChoice States { get; init; } = new() { WithoutLayer = "the highest" };
}
