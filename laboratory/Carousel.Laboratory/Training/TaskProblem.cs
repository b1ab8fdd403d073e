using Carousel.Autograd;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Training;

/// <summary>
/// A task as the trainer sees it: fresh sequences in every batch, or those of a set again, and validation at regular
/// intervals.
/// </summary>
internal sealed class TaskProblem : ITrainingProblem
{
    private readonly TaskNetwork _network;
    private readonly SequenceTask _task;
    private readonly TaskTrainingOptions _options;
    private readonly ulong _seed;
    private readonly TaskBatch _batch;
    private readonly IReadOnlyList<TaskBatch> _validation;
    private readonly Action<CurvePoint> _judged;
    private int _checks;

    /// <summary>A problem.</summary>
    /// <param name="network">A built network.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">Batch size and checks.</param>
    /// <param name="seed">The seed of the sequences.</param>
    /// <param name="judged">Told the score of each check.</param>
    public TaskProblem(
        TaskNetwork network, SequenceTask task, TaskTrainingOptions options, ulong seed, Action<CurvePoint> judged)
    {
        (_network, _task, _options, _seed, _judged) = (network, task, options, seed, judged);
        _batch = new TaskBatch(task);
        _validation = TaskEvaluation.Draw(task, seed, "validation", options.HeldSequences);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _options.CheckEvery;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        int number = (epoch * _options.CheckEvery) + batch;
        number = _options.DistinctBatches is { } distinct ? number % distinct : number;
        _task.Draw(new TrialRandom(_seed, $"{_task.Name}/training", number), _options.BatchSize, _batch);
        return _network.Loss(tape, _task, _batch);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        TaskScore score = TaskEvaluation.Score(tape, _network, _task, _validation);
        _checks++;
        _judged(new CurvePoint((long)_checks * _options.CheckEvery * _options.BatchSize, score));
        return score.Loss;
    }
}
