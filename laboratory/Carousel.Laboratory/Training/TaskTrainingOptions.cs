using Carousel.Training;

namespace Carousel.Laboratory.Training;

/// <summary>How a network is trained on a task.</summary>
internal sealed record TaskTrainingOptions
{
    /// <summary>Optimiser, rate, clipping, schedule. Epochs, batches and the seed are set by the run.</summary>
    public TrainerOptions Trainer { get; init; } = new() { LearningRate = 3e-3 };

    /// <summary>Adam with a rate that falls along a cosine to a twentieth.</summary>
    /// <param name="rate">The rate at the beginning.</param>
    public static TrainerOptions FallingRate(double rate) =>
        new() { LearningRate = rate, Schedule = new CosineSchedule { FinalFactor = 0.05 } };

    /// <summary>B: sequences of a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches between two looks at the validation sequences.</summary>
    public int CheckEvery { get; init; } = 50;

    /// <summary>Most training sequences: then the run counts as failed.</summary>
    public required long MostSequences { get; init; }

    /// <summary>
    /// Batches of the training set, which come round again and again in their order; null where each batch is fresh.
    /// </summary>
    public int? DistinctBatches { get; init; }

    /// <summary>
    /// Whether the network ends with the parameters of the smallest validation loss, or with the last.
    /// </summary>
    public bool KeepBest { get; init; }

    /// <summary>Validation sequences, and test sequences where their number is not set.</summary>
    public int HeldSequences { get; init; } = 256;

    /// <summary>Test sequences; null for as many as validation sequences.</summary>
    public int? TestSequences { get; init; }

    /// <summary>Whether the task is solved, by the score on the validation sequences; null trains to the end.</summary>
    public Func<TaskScore, bool>? IsSolved { get; init; }

    /// <summary>Sees every step; may be null.</summary>
    public ITrainingObserver? Observer { get; init; }
}
