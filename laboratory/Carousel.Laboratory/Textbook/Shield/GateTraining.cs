using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Shield;

/// <summary>Trains LSTMs with all their gates or without one: Adam, rate 0.01, norm clipped at 1.</summary>
/// <param name="task">Adding or latest.</param>
/// <param name="hidden">H.</param>
/// <param name="budget">Most training sequences.</param>
internal sealed class GateTraining(SequenceTask task, int hidden, long budget)
{
    /// <summary>Trains one.</summary>
    /// <param name="variant">The gates.</param>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Sequences until the task was solved; else the budget.</returns>
    public long Run(GateVariant variant, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var layer = new Lstm(task.InputSize, hidden);
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
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, seed, cancellation);
        return outcome.IsSolved ? outcome.Sequences : budget;
    }
}
