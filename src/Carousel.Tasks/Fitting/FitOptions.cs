namespace Carousel.Tasks.Fitting;

/// <summary>How a model is made and trained: the options that mean the same for every job. Null leaves the choice to the job.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record FitOptions
{
    /// <summary>Which recurrent cell.</summary>
    public CellKind Cell { get; init; } = CellKind.Lstm;

    /// <summary>Recurrent layers on top of each other, 1 … 16.</summary>
    public int? Layers { get; init => field = OptionException.Within(value, 1, 16, "--layers"); }

    /// <summary>Units of a layer, 1 … 4096.</summary>
    public int? Hidden { get; init => field = OptionException.Within(value, 1, 4096, "--hidden"); }

    /// <summary>Share of values dropped between layers while training, 0 … 0.95.</summary>
    public double? Dropout { get; init => field = OptionException.Within(value, 0, 0.95, "--dropout"); }

    /// <summary>Where forget gates begin, −10 … 10.</summary>
    public double? ForgetBias { get; init => field = OptionException.Within(value, -10, 10, "--forget-bias"); }

    /// <summary>How weights begin.</summary>
    public InitialiserKind? Initialiser { get; init; }

    /// <summary>Which rule changes the parameters.</summary>
    public OptimizerKind? Optimizer { get; init; }

    /// <summary>Largest step size, above 0 up to 10.</summary>
    public double? LearningRate { get; init => field = OptionException.Within(value, 1e-8, 10, "--learning-rate"); }

    /// <summary>How the learning rate goes on.</summary>
    public ScheduleKind? Schedule { get; init; }

    /// <summary>Samples of one step, 1 … 65,536.</summary>
    public int? Batch { get; init => field = OptionException.Within(value, 1, 65536, "--batch"); }

    /// <summary>Rounds through the training data, 1 … 100,000.</summary>
    public int? Epochs { get; init => field = OptionException.Within(value, 1, 100_000, "--epochs"); }

    /// <summary>Largest norm of all gradients together, above 0.</summary>
    public double? ClipNorm { get; init => field = OptionException.Within(value, 1e-6, 1e9, "--clip-norm"); }

    /// <summary>Largest size of each gradient, above 0.</summary>
    public double? ClipValue { get; init => field = OptionException.Within(value, 1e-6, 1e9, "--clip-value"); }

    /// <summary>The run's seed: the same seed and data give the same bits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads compute, 1 … 256; 0 for as many as the machine has processors. Has no influence on the result.</summary>
    public int Threads { get; init => field = OptionException.Within(value, 0, 256, "--threads") ?? 0; }
}
