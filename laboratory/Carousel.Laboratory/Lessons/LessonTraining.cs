using Carousel.Autograd;
using Carousel.Inspection;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Laboratory.Lessons;

/// <summary>One cell learns the adding problem; the reach of errors in it is measured before and after.</summary>
/// <param name="Kind">The cell.</param>
/// <param name="Parameters">Its parameters, with the read-out.</param>
/// <param name="Outcome">What came of the training.</param>
/// <param name="Before">By steps back, the share of an error that is left, without training.</param>
/// <param name="After">The same after training.</param>
internal sealed record LessonTraining(
    CellKind Kind, long Parameters, TaskOutcome Outcome, IReadOnlyList<double> Before, IReadOnlyList<double> After)
{
    /// <summary>Numbers of a sequence.</summary>
    public const int Length = 100;

    /// <summary>Units of each cell.</summary>
    public const int Units = 32;

    /// <summary>Sequences that each cell may read.</summary>
    public const int MostSequences = 64_000;

    private const int CheckEvery = 100, BatchSize = 32, FlowSequences = 4;

    /// <summary>Whether validation and test errors are those of a network that adds.</summary>
    public bool IsSolved => Outcome.IsSolved && LagTask.All[0].IsKept(Outcome.Test);

    /// <summary>Trains a cell until it adds or the sequences are used up.</summary>
    /// <param name="kind">The cell.</param>
    /// <param name="seed">The seed of weights and sequences.</param>
    /// <param name="told">Told sequences and squared error of validation at each check.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LessonTraining Run(
        CellKind kind, ulong seed, Action<long, double> told, CancellationToken cancellation)
    {
        using var backend = new CpuBackend(1);
        var task = new AddingTask(Length);
        var network = new TaskNetwork(kind.ToCell().Make(new(task.InputSize, Units)), task.OutputSize);
        network.Build(backend, seed);
        double[] before = Flow(backend, network.Core, task, seed);
        long read = 0;
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                Trainer = new TrainerOptions { LearningRate = ComparedCells.LearningRate(kind) },
                MostSequences = MostSequences,
                BatchSize = BatchSize,
                CheckEvery = CheckEvery,
                IsSolved = score =>
                {
                    told(read += CheckEvery * BatchSize, score.Loss);
                    return LagTask.All[0].IsSolved(score);
                },
            },
            seed, cancellation);
        return new LessonTraining(
            kind, network.ParameterCount, outcome, before, Flow(backend, network.Core, task, seed));
    }

    // The state that is kept is the last part: c of a cell that has one, else h.
    private static double[] Flow(CpuBackend backend, SequenceLayer core, AddingTask task, ulong seed)
    {
        var squares = new double[Length];
        var batch = new TaskBatch(task);
        for (int n = 0; n < FlowSequences; n++)
        {
            task.Draw(new TrialRandom(seed, $"{task.Name}/flow", n), 1, batch);
            IReadOnlyList<double> gain = GradientFlow.Of(backend, core, batch.Inputs.Values).Parts[^1].Gain;
            for (int lag = 0; lag < Length; lag++)
            {
                squares[lag] += gain[lag] * gain[lag] / FlowSequences;
            }
        }

        return [.. squares.Select(Math.Sqrt)];
    }
}
