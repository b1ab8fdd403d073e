using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>How a model is trained. Immutable, checked when made, and the same for every task.</summary>
public sealed record TrainerOptions
{
    /// <summary>The run's seed: order of the data, dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Most passes over the data, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs { get; init => field = Settings.AtLeast(1, value); } = 50;

    /// <summary>The optimiser and its numbers.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>The learning rate that the schedule's factor is applied to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double LearningRate { get; init => field = Settings.Positive(value); } = 1e-3;

    /// <summary>How the learning rate changes.</summary>
    public Schedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>Largest global norm of the gradient: a longer one is shrunk to it. 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double ClipNorm { get; init => field = Settings.ZeroOrMore(value); } = 1;

    /// <summary>
    /// Largest magnitude of a gradient's value: a larger one is cut to it, before the norm is. 0 for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double ClipValue { get; init => field = Settings.ZeroOrMore(value); }

    /// <summary>Batches whose gradients are averaged for one step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int AccumulatedBatches { get; init => field = Settings.AtLeast(1, value); } = 1;

    /// <summary>Epochs without a better score before the training stops early; 0 for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Patience { get; init => field = Settings.AtLeast(0, value); }

    /// <summary>By how much a score must be lower to count as better.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double LeastImprovement { get; init => field = Settings.ZeroOrMore(value); }

    /// <summary>Whether the model ends with the parameters of the best score, or with the last ones.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>
    /// Averages the parameters over the steps; the model is judged by, and ends with, the averages. <c>null</c> for
    /// none.
    /// </summary>
    public AveragingOptions? Averaging { get; init; }

    /// <summary>
    /// Whether recurrent layers run segments of time again on the way back instead of keeping every step, see
    /// <see cref="Autograd.Tape.Recomputes"/>. The result is the same, bit for bit.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>Where checkpoints are written; <c>null</c> for none.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Steps between checkpoints; 0 leaves it to <see cref="CheckpointSeconds"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int CheckpointSteps { get; init => field = Settings.AtLeast(0, value); }

    /// <summary>
    /// Seconds between checkpoints; 0 leaves it to <see cref="CheckpointSteps"/>. A run that is cancelled or done
    /// writes one in any case.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public double CheckpointSeconds { get; init => field = Settings.ZeroOrMore(value); } = 30;

    /// <summary>
    /// Everything that has a part in the result, by name: a checkpoint can be resumed with these settings only.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, string>> ToSettings() =>
    [
        Settings.Of("seed", Seed),
        Settings.Of("epochs", Epochs),
        Settings.Of("learning_rate", LearningRate),
        Settings.Of("clip_norm", ClipNorm),
        Settings.Of("clip_value", ClipValue),
        Settings.Of("accumulated_batches", AccumulatedBatches),
        Settings.Of("patience", Patience),
        Settings.Of("least_improvement", LeastImprovement),
        Settings.Of("keep_best", KeepBest),
        .. Averaging?.ToSettings() ?? [],
        .. Optimizer.ToSettings(),
        .. Schedule.ToSettings(),
    ];

    /// <summary>What a checkpoint belongs to: these settings, a problem and its parameters.</summary>
    internal List<KeyValuePair<string, string>> Fingerprint(ITrainingProblem problem, Parameter[] parameters) =>
    [
        .. ToSettings(),
        Settings.Of("parameters", string.Join("; ", parameters.Select(p =>
            $"{p}{(p.IsFrozen ? " frozen" : "")}"
            + (p.LearningRateScale == 1 ? "" : $" × {Settings.Of("", p.LearningRateScale).Value}")))),
        Settings.Of("problem", problem.Fingerprint),
    ];

    /// <summary>Steps of a whole training.</summary>
    internal long StepsOf(ITrainingProblem problem)
    {
        long steps = 0;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            steps += (problem.BatchesIn(epoch) + AccumulatedBatches - 1) / AccumulatedBatches;
        }

        return steps;
    }
}
