using Carousel.Backends;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>One LSTM with one start of its biases.</summary>
/// <param name="Task">The task.</param>
/// <param name="Start">How its biases begin.</param>
/// <param name="Lag">The lag.</param>
/// <param name="Seed">Of weights and sequences.</param>
internal sealed record BiasCase(LagTask Task, BiasStart Start, int Lag, ulong Seed)
{
    private const double LearningRate = 0.01;

    /// <summary>What it is called in progress.</summary>
    public string Name => $"{Start.Name}, {Task.Name}, lag {Lag}, seed {Seed}";

    /// <summary>Trains until the task is solved or the budget is used up.</summary>
    public BiasOutcome Run(BiasSettings settings, CpuBackend backend, ClaimRun run, Action<double> progress)
    {
        SequenceTask task = Task.Make(Lag);
        var network = new TaskNetwork(
            new Lstm(task.InputSize, settings.Hidden, biasInitialiser: Start.Make(Lag)), task.OutputSize);
        network.Build(backend, Seed);
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task, settings.Training(Task, LearningRate), Seed, run.Cancellation, progress);
        bool isKept = outcome.IsSolved && Task.IsKept(outcome.Test);
        return new BiasOutcome(
            this, outcome.IsSolved, isKept, outcome.IsDiverged, outcome.Sequences,
            BiasOutcome.ShareOf(outcome.Curve, Task, outcome.IsDiverged, settings.Checks));
    }
}
