using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;

namespace Carousel.RemainingLife;

/// <summary>What a model of remaining lives is to do. Null leaves the choice to the data.</summary>
public sealed record LifeOptions : JobOptions
{
    /// <summary>The column that tells units apart.</summary>
    [OptionGroup("Columns")]
    [Option("Column of unit ids.", Value = "name", Default = "by its name, else the first")]
    public string? Id { get; init; }

    /// <summary>The column of cycles, hours or dates.</summary>
    [Option("Column of cycles, hours or dates.", Value = "name", Default = "by its name, else the second")]
    public string? Time { get; init; }

    /// <summary>The column that says whether a unit failed.</summary>
    [Option(
        "Column whose last value is 1 if the unit failed, 0 if it was still running.", Value = "name",
        Default = "by its name; without one every unit fails at its last row")]
    public string? Event { get; init; }

    /// <summary>The columns of measurements; none takes all that are left.</summary>
    [Option("Columns of measurements.", Name = "feature", Default = "all others")]
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>How cells are written.</summary>
    [NestedOptions(nameof(ReadOptions.SkipBadRows))]
    public ReadOptions Cells { get; init; } = new();

    /// <summary>The upper limit of predicted lives; 0 for no cap.</summary>
    [OptionGroup("Remaining life")]
    [Option(
        "Upper limit of predicted life, in units of the time column; 0 for none.", Least = 0, Most = 1e9,
        Default = "chosen by cross-validation")]
    public double? Cap { get; init => field = Checked(value); }

    /// <summary>The simple method inside the network.</summary>
    [Option("Boosted trees inside the model, corrected by the network.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Networks from different beginnings for each fold of the units.</summary>
    [Option("Networks per fold of the units, whose answers are averaged.", Least = 1, Most = 20)]
    public int Ensemble { get; init => field = Checked(value); } = 3;

    /// <summary>The units whose lives are predicted.</summary>
    [OptionGroup("Data split")]
    [Option(
        "File of units that have not failed; predictions.csv lists their remaining life.", Value = "file",
        Default = "a share of the units")]
    public string? Test { get; init; }

    /// <summary>The true lives after the last record of each unit of <see cref="Test"/>.</summary>
    [Option("File of the true remaining life of each unit of --test, one number per line.", Value = "file")]
    public string? Lives { get; init; }

    /// <summary>The share of the units in the test set.</summary>
    [Option("Test share of the units, without --test.", Least = 0.05, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.2;
}
