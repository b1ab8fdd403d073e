using Carousel.Jobs.Options;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// How a model is made and trained: the options that mean the same for every job. Null leaves the choice to the job.
/// </summary>
public sealed record FitOptions : DeclaredOptions
{
    /// <summary>The heading of the options that say how a model is trained.</summary>
    public const string TrainingGroup = "Training";

    /// <summary>Which recurrent cell.</summary>
    [OptionGroup("Model")]
    [Option("Recurrent cell.")]
    public CellKind Cell { get; init => field = Checked(value); } = CellKind.Lstm;

    /// <summary>Recurrent layers on top of each other.</summary>
    [Option("Stacked recurrent layers.", Least = 1, Most = 16)]
    public int? Layers { get; init => field = Checked(value); }

    /// <summary>Units of a layer.</summary>
    [Option("Units of a layer.", Least = 1, Most = 4096)]
    public int? Hidden { get; init => field = Checked(value); }

    /// <summary>Share of values dropped between layers while training.</summary>
    [Option("Share of values dropped in training.", Least = 0, Most = 0.95)]
    public double? Dropout { get; init => field = Checked(value); }

    /// <summary>Initial weights.</summary>
    [Option("Initial weights.", Name = "init")]
    public InitializerKind? Initializer { get; init => field = Checked(value); }

    /// <summary>Which rule changes the parameters.</summary>
    [OptionGroup(TrainingGroup)]
    [Option("Optimisation method.")]
    public OptimizerKind? Optimizer { get; init => field = Checked(value); }

    /// <summary>Largest step size.</summary>
    [Option("Largest step size.", Least = 1e-8, Most = 10, Range = "above 0 up to 10")]
    public double? LearningRate { get; init => field = Checked(value); }

    /// <summary>Samples of one step.</summary>
    [Option("Samples per step.", Least = 1, Most = 65_536)]
    public int? Batch { get; init => field = Checked(value); }

    /// <summary>Rounds through the training data.</summary>
    [Option("Maximum number of epochs.", Least = 1, Most = 100_000)]
    public int? Epochs { get; init => field = Checked(value); }

    /// <summary>The run's seed: the same seed and data give the same bits.</summary>
    [Option("The same seed and data give the same bits.")]
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// How many threads compute, 1 … 256; 0 for as many as the machine has processors. Has no influence on the result.
    /// </summary>
    public int Threads { get; init => field = OptionException.Within(value, 0, 256) ?? 0; }
}
