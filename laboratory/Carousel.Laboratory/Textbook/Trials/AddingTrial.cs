using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Two marked values of a hundred, and their sum.</summary>
internal sealed class AddingTrial : StatementTrial
{
    private const int Length = 100, Units = 32;

    /// <inheritdoc/>
    public override int Number => 17;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new AddingTask(Length);
        var network = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
        network.Build(backend, seed);
        LagTask lag = LagTask.All[0];
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                Trainer = new TrainerOptions { LearningRate = 0.01 },
                MostSequences = 48_000,
                TestSequences = 512,
                IsSolved = lag.IsSolved,
            },
            seed, cancellation, progress);
        return new Dictionary<string, double>
        {
            ["solved"] = outcome.IsSolved && lag.IsKept(outcome.Test) ? 1 : 0,
        };
    }
}
