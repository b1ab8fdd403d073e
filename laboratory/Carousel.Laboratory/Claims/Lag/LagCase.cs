using Carousel.Backends;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>One network on one task at one lag.</summary>
/// <param name="Task">The task.</param>
/// <param name="Network">The network.</param>
/// <param name="Lag">The lag.</param>
/// <param name="Seed">Of weights and sequences.</param>
internal sealed record LagCase(LagTask Task, LagNetwork Network, int Lag, ulong Seed)
{
    /// <summary>What it is called in progress.</summary>
    public string Name => $"{Network.Name}, {Task.Name}, lag {Lag}, seed {Seed}";

    /// <summary>About how long it takes beside others; those that know the lag are mostly solved early.</summary>
    public double Cost => Lag * (Network.KnowsLag ? 1 : Network.Cell == CellKind.Elman ? 2 : 4);

    /// <summary>Trains until the task is solved or the budget is used up.</summary>
    public LagOutcome Run(LagSettings settings, CpuBackend backend, ClaimRun run, Action<double> progress)
    {
        SequenceTask task = Task.Make(Lag);
        var network = new TaskNetwork(Network.Make(task.InputSize, settings.Hidden, Lag), task.OutputSize);
        network.Build(backend, Seed);
        TaskTrainingOptions options = settings.Training(Task, Network.LearningRate) with
        {
            CheckEvery = settings.CheckEveryAt(Lag),
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, Seed, run.Cancellation, progress);
        return new LagOutcome(
            this, outcome.IsSolved, outcome.IsDiverged, outcome.Sequences,
            (long)settings.CheckEveryAt(Lag) * settings.BatchSize, outcome.Test);
    }
}
