using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Rivals;

namespace Carousel.RemainingLife;

/// <summary>What a model of remaining lives is to do. Null leaves the choice to the data.</summary>
[RefusedOptions(nameof(FitOptions.Shards), nameof(FitRun.Ranks))]
public sealed record LifeOptions : JobOptions
{
    /// <summary>The column that tells units apart.</summary>
    [OptionGroup("Columns")]
    [Option("Column that tells units apart.", Value = "name", Default = "found by its name, else the first")]
    public string? Id { get; init; }

    /// <summary>The column of cycles, hours or dates.</summary>
    [Option("Column of cycles, hours or dates.", Value = "name", Default = "found by its name, else the second")]
    public string? Time { get; init; }

    /// <summary>The column that says whether a unit failed.</summary>
    [Option(
        "Column whose last value says whether a unit failed (1) or was still running (0).", Value = "name",
        Default = "found by its name; without one every unit fails at its last row")]
    public string? Event { get; init; }

    /// <summary>The columns of measurements; none takes all that are left.</summary>
    [Option("Columns of measurements.", Name = "feature", Default = "all that are left")]
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>How cells are written.</summary>
    [NestedOptions(nameof(ReadOptions.SkipBadRows))]
    public ReadOptions Cells { get; init; } = new();

    /// <summary>Lives above it are told as it; 0 for no cap.</summary>
    [OptionGroup("Lives")]
    [Option(
        "Lives above it are told as it, in the unit of the time column; 0 for none.", Least = 0, Most = 1e9,
        Default = "chosen by cross-validation")]
    public double? Cap { get; init => field = Checked(value); }

    /// <summary>The simple method inside the network.</summary>
    [Option("Boosted trees inside the network, whose answer it corrects.")]
    public RivalInside Rival { get; init => field = Checked(value); }

    /// <summary>Networks from different beginnings for each fold of the units.</summary>
    [Option("Networks for each fold of the units, whose answers are averaged.", Least = 1, Most = 20)]
    public int Ensemble { get; init => field = Checked(value); } = 3;

    /// <summary>How many folds the units are divided into.</summary>
    [Option("Folds of the units: each network learns without one of them.", Least = 3, Most = 20)]
    public int Folds { get; init => field = Checked(value); } = 5;

    /// <summary>Units that are to be told.</summary>
    [OptionGroup("Parts")]
    [Option(
        "A file of units that did not yet fail: their lives are told in predictions.csv.", Value = "file",
        Default = "a share of the units measures")]
    public string? Test { get; init; }

    /// <summary>The true lives after the last record of each unit of <see cref="Test"/>.</summary>
    [Option("A file with the true life of each unit of --test after its last row, a number a line.", Value = "file")]
    public string? Lives { get; init; }

    /// <summary>The share of the units that measures.</summary>
    [Option("Share of the units that measures, where no other file is told.", Least = 0.05, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.2;
}
