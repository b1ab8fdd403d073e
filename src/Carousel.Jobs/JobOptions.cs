using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs;

/// <summary>What every job is asked for.</summary>
public abstract record JobOptions : DeclaredOptions
{
    /// <summary>How the model is made and trained.</summary>
    [NestedOptions]
    public FitOptions Fit { get; init; } = new();
}

/// <summary>What is asked of a job whose parts are files or shares of one file.</summary>
public abstract record DividedOptions : JobOptions
{
    /// <summary>A file that decides when training was best; null for a share of the data.</summary>
    [OptionGroup("Data split")]
    [Option("Validation file, which selects the epoch.", Value = "file", Default = "a share of the data")]
    public string? Validation { get; init; }

    /// <summary>The test set's file; null for a share of the data.</summary>
    [Option("Test file.", Value = "file", Default = "a share of the data")]
    public string? Test { get; init; }

    /// <summary>The share of the data that decides when training was best; 0 keeps the last epoch.</summary>
    [Option("Validation share of the data; 0 keeps the last epoch.", Least = 0, Most = 0.5)]
    public virtual double ValidationShare { get; init => field = Checked(value); } = 0.1;

    /// <summary>The test set's share of the data.</summary>
    [Option("Test share of the data.", Least = 0.01, Most = 0.5)]
    public double TestShare { get; init => field = Checked(value); } = 0.1;
}
