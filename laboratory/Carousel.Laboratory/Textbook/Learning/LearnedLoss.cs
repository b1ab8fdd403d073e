using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>What a training comes to that keeps the parameters of the smallest validation loss.</summary>
/// <param name="Validation">The smallest validation loss: cross-entropy in nats, or mean squared error.</param>
/// <param name="Test">The loss of those parameters on test sequences.</param>
/// <param name="Guessing">The loss of who does not look at the sequence.</param>
/// <param name="Accuracy">The share of right classes among the test targets; 0 where targets are values.</param>
internal readonly record struct LearnedLoss(double Validation, double Test, double Guessing, double Accuracy)
{
    /// <summary>A share of the loss of guessing below which a task counts as solved.</summary>
    public const double Solved = 0.01;

    /// <summary>The test loss as a share of guessing.</summary>
    public double Share => Test / Guessing;

    /// <summary>
    /// ln of the test loss as a share of guessing, at least ln <see cref="Solved"/>: of two that have solved a task
    /// neither is better by having a smaller one.
    /// </summary>
    public double LogShare => Math.Log(Math.Max(Solved, Share));

    /// <summary>
    /// Trains until the validation loss is half of what counts as solved, or to the end; a training that diverges
    /// counts as guessing.
    /// </summary>
    /// <param name="core">Layers over the sequence, not built yet.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">How; the best parameters are kept, and a solved training ends early, whatever they
    /// set.</param>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public static LearnedLoss Of(
        SequenceLayer core, SequenceTask task, TaskTrainingOptions options, ulong seed, CpuBackend backend,
        CancellationToken cancellation)
    {
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, seed);
        double guessing = GuessingOf(task);
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task,
            options with { KeepBest = true, IsSolved = score => score.Loss <= Solved * guessing / 2 }, seed,
            cancellation);
        return outcome.IsDiverged
            ? new LearnedLoss(guessing, guessing, guessing, task.HasClasses ? 1.0 / task.OutputSize : 0)
            : new LearnedLoss(
                outcome.Curve.Min(p => p.Score.Loss), outcome.Test.Loss, guessing, outcome.Test.Accuracy);
    }

    /// <summary>The loss of guessing without the input.</summary>
    /// <param name="task">The task.</param>
    public static double GuessingOf(SequenceTask task) => task.HasClasses ? Math.Log(task.OutputSize)
        : task is AddingTask ? AddingTask.TrivialError
        : 1;

    /// <summary>The one that validation chooses.</summary>
    /// <param name="losses">At least one.</param>
    public static LearnedLoss Best(IEnumerable<LearnedLoss> losses) => losses.MinBy(l => l.Validation);
}
