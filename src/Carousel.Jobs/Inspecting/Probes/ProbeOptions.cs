using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Inspecting.Probes;

/// <summary>What is probed for, and how.</summary>
/// <exception cref="OptionException">A property is out of range.</exception>
public sealed record ProbeOptions
{
    /// <summary>The properties that are made from steps.</summary>
    public static IReadOnlyList<string> StepProperties { get; } = ["depth:()", "quotes", "charge", "hydropathy", "hour", "weekday", "step", "unit"];

    /// <summary>A property made from the steps (see <see cref="StepProperties"/>), or a column of the data's table; with <see cref="Labels"/> how the labels are called.</summary>
    public string Property { get; init; } = "";

    /// <summary>A file with a label for steps: CSV with the columns sequence, step and label, or of sequences of bases GFF3 or BED; null for none.</summary>
    public string? Labels { get; init; }

    /// <summary>How many steps back the property lies that is read from a state.</summary>
    public int Delay { get; init => field = OptionException.Within<int>(value, 0, 1_000_000, "--delay")!.Value; }

    /// <summary>Whether the property is read as a number (true) or as classes (false); null to find out.</summary>
    public bool? AsNumbers { get; init; }

    /// <summary>Which probes.</summary>
    public ProbeKinds Kinds { get; init; } = ProbeKinds.Both;

    /// <summary>Units of the hidden layer.</summary>
    public int HiddenUnits { get; init => field = OptionException.Within<int>(value, 1, 4096, "--probe-units")!.Value; } = 64;

    /// <summary>How many folds.</summary>
    public int Folds { get; init => field = OptionException.Within<int>(value, 3, 50, "--folds")!.Value; } = 5;

    /// <summary>The most steps that are taken, evenly spread.</summary>
    public int MostSteps { get; init => field = OptionException.Within<int>(value, 100, 10_000_000, "--most-steps")!.Value; } = 20_000;

    /// <summary>Which states; without a layer those of the highest.</summary>
    public StateChoice States { get; init; } = new();

    /// <summary>Whether directions are taken out of the state and the loss measured.</summary>
    public bool Ablates { get; init; } = true;
}
