using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Tracking.Training;

/// <summary>
/// A problem as the trainer sees it: fresh sequences of at most 40 symbols in every batch; at regular intervals two
/// sets of validation sequences, of the trained length and of 64 to 100. It asks for an end when both were right
/// throughout, several times in a row.
/// </summary>
internal sealed class TrackingCourse : ITrainingProblem
{
    private readonly TaskNetwork _network;
    private readonly TrackingTask _task;
    private readonly TrackingSettings _settings;
    private readonly ulong _seed;
    private readonly Action _end;
    private readonly Action<double> _progress;
    private readonly TaskBatch _batch;
    private readonly IReadOnlyList<TaskBatch> _near;
    private readonly IReadOnlyList<TaskBatch> _far;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _perfect;

    /// <summary>A course.</summary>
    /// <param name="network">A built network.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="settings">How.</param>
    /// <param name="seed">The seed of the sequences.</param>
    /// <param name="end">Ends the training.</param>
    /// <param name="progress">Told the share of the batches that is done.</param>
    public TrackingCourse(
        TaskNetwork network, TrackingProblem problem, TrackingSettings settings, ulong seed, Action end,
        Action<double> progress)
    {
        (_network, _settings, _seed, _end, _progress) = (network, settings, seed, end, progress);
        _task = new TrackingTask(problem, 1, problem.TrainedLength);
        _batch = new TaskBatch(_task);
        _near = Held(problem.TrainedLength, problem.TrainedLength);
        _far = Held(Math.Min(64, problem.MostLength), Math.Min(100, problem.MostLength));

        IReadOnlyList<TaskBatch> Held(int shortest, int longest) => TaskEvaluation.Draw(
            new TrackingTask(problem, shortest, longest), seed, "validation", settings.HeldSequences);
    }

    /// <summary>Batches so far.</summary>
    public int Batches { get; private set; }

    /// <summary>Batches after which both sets were right throughout for the first time; null where they never were.
    /// </summary>
    public int? FirstPerfect { get; private set; }

    /// <summary>Whether the time was over before the batches were.</summary>
    public bool IsTimeOver { get; private set; }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _settings.CheckEvery;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        _task.Draw(
            new TrialRandom(_seed, $"{_task.Name}/training", (epoch * _settings.CheckEvery) + batch),
            _settings.BatchSize, _batch);
        Batches++;
        return _network.Loss(tape, _task, _batch);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        TaskScore near = TaskEvaluation.Score(tape, _network, _task, _near),
            far = TaskEvaluation.Score(tape, _network, _task, _far);
        bool isPerfect = near.WholeSequences == 1 && far.WholeSequences == 1;
        _perfect = isPerfect ? _perfect + 1 : 0;
        FirstPerfect ??= isPerfect ? Batches : null;
        IsTimeOver = Stopwatch.GetElapsedTime(_started).TotalSeconds > _settings.MostSeconds;
        _progress((double)Batches / _settings.MostBatches);
        if (_perfect >= _settings.PerfectChecks || IsTimeOver)
        {
            _end();
        }

        return far.Loss;
    }
}
