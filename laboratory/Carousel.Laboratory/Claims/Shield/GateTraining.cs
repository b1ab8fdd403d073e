using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Shield;

/// <summary>Trains LSTMs with all their gates or without one: Adam, rate 0.01, norm clipped at 1.</summary>
/// <param name="task">Adding or latest.</param>
/// <param name="hidden">H.</param>
/// <param name="budget">Most training sequences.</param>
internal sealed class GateTraining(SequenceTask task, int hidden, long budget)
{
    private const int LongerSequences = 128;

    /// <summary>Trains one.</summary>
    /// <param name="variant">The gates.</param>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share of the budget that is used up.</param>
    /// <param name="cancellation">Stops it.</param>
    public ShieldTrial Run(
        GateVariant variant, ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        Lstm layer = variant.Make(task.InputSize, hidden);
        var network = new TaskNetwork(layer, task.OutputSize);
        network.Build(backend, seed);
        variant.Prepare(layer);
        double limit = task is AddingTask ? 0.01 : 0.005;
        var options = new TaskTrainingOptions
        {
            MostSequences = budget,
            IsSolved = score => score.Loss <= limit,
            Trainer = new TrainerOptions { LearningRate = 0.01 },
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, seed, cancellation, progress);
        return new ShieldTrial(
            outcome.IsSolved, outcome.IsSolved && outcome.Test.Loss <= limit, outcome.IsDiverged, outcome.Sequences,
            outcome.Test.Loss,
            task is LatestTask latest && outcome.IsSolved ? Longer(backend, network, latest, seed) : double.NaN);
    }

    private static double Longer(CpuBackend backend, TaskNetwork network, LatestTask shorter, ulong seed)
    {
        var longer = new LatestTask(ShieldClaim.LongerFactor * shorter.Length);
        using var arena = new Arena(backend);
        return TaskEvaluation.Score(
            new Tape(backend, arena), network, longer,
            TaskEvaluation.Draw(longer, seed, "test", LongerSequences)).Loss;
    }
}
