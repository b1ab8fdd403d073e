using Carousel.Autograd;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Trains a model: epochs, validation, early stopping, checkpoints, the guard against divergence.</summary>
/// <remarks>
/// One trainer, one training. The result depends on problem and options, not on threads, times, checkpoints or stops.
/// A step in steady state allocates nothing.
/// </remarks>
public sealed partial class Trainer : IDisposable
{
    private readonly Backend _backend;
    private readonly ITrainingProblem _problem;
    private readonly TrainerOptions _options;
    private readonly ITrainingObserver[] _observers;
    private readonly TimeProvider _time;
    private readonly Parameter[] _parameters;
    private readonly Optimizer _optimizer;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly GradientGuard _guard;
    private readonly ParameterCopy _best;
    private readonly ParameterCopy _lastGood;
    private readonly AveragedParameters? _averages;
    private readonly CarriedState _carried;
    private readonly GradientStep _gradients;
    private readonly Dictionary<string, float[]> _checkpointRoom = [];
    private readonly long _steps;
    private TrainingPosition _position = new();
    private TrainingClock _clock;
    private string? _lastCheckpoint;
    private bool _started;
    private bool _isDisposed;

    /// <summary>A trainer at the beginning of a training.</summary>
    /// <param name="backend">Where the model was built.</param>
    /// <param name="problem">Model, losses and validation.</param>
    /// <param name="options">How to train; <c>null</c> for the defaults.</param>
    /// <param name="observers">Receive the reports of the training.</param>
    /// <param name="time">The clock for progress and checkpoints; <c>null</c> for the system's.</param>
    public Trainer(
        Backend backend, ITrainingProblem problem, TrainerOptions? options = null,
        IReadOnlyList<ITrainingObserver>? observers = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(problem);
        (_backend, _problem) = (backend, problem);
        _options = options ?? new TrainerOptions();
        _observers = [.. observers ?? []];
        _time = time ?? TimeProvider.System;
        _parameters = [.. problem.Model.Parameters];
        _optimizer = _options.Optimizer.Create(backend, _parameters);
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena) { Recomputes = _options.Recompute };
        _guard = new GradientGuard(backend, _parameters);
        _best = new ParameterCopy(backend, _parameters);
        _lastGood = new ParameterCopy(backend, _parameters);
        _averages = _options.Averaging is { } averaging
            ? new AveragedParameters(
                backend, [.. _parameters.Where(parameter => !parameter.IsFrozen)], averaging, () => _position)
            : null;
        _carried = new CarriedState(backend);
        _gradients = new GradientStep(problem, _tape, _options, _guard, _carried);
        _steps = _options.StepsOf(problem);
        _clock = new TrainingClock(_time, 0, _steps);
    }

    /// <summary>Steps made so far.</summary>
    public long Steps => _position.Step;

    /// <summary>Native memory of a step's tensors: flat once every kind of step has run.</summary>
    public long ArenaBytes => _arena.CapacityBytes;

    /// <summary>
    /// What memory the training will take, from a dry run over the batches of its first epoch: nothing is computed. It
    /// also makes room for the largest step, which then stays the most.
    /// </summary>
    /// <param name="cancellation">Stops it: the dry run makes the batches of an epoch, which may be costly.</param>
    /// <returns>The bytes beyond parameters and data.</returns>
    /// <exception cref="InvalidOperationException">The training has begun already.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    internal TrainingMemory MeasureMemory(CancellationToken cancellation = default)
    {
        ThrowIfStarted();
        long parameters = _parameters.Sum(parameter => (long)parameter.Shape.Length);
        long kept = (2 * parameters) + _optimizer.State.Sum(state => (long)state.Values.Length);
        long averages = _averages?.Parameters.Sum(parameter => (long)parameter.Shape.Length) ?? 0;

        // A checkpoint is written from copies of the kept tensors, with the parameters instead of the last good ones.
        // Averages need twice their memory, because the parameters are kept while the averages replace them.
        long copies = _options.CheckpointFile is null ? 0 : kept + averages;
        return new TrainingMemory(
            (kept + (2 * averages) + copies) * sizeof(float),
            TrainingMemory.WeighTensors(_problem, _options, _arena, cancellation),
            TrainingMemory.WeighPanels(_problem.Model), TrainingMemory.WeighScratch(_problem.Model));
    }

    /// <summary>
    /// Continues from a checkpoint, not from the beginning. To be called before <see cref="Fit(CancellationToken)"/>.
    /// </summary>
    /// <param name="path">The checkpoint's file.</param>
    /// <exception cref="CheckpointException">Missing, damaged, or of other settings, another model or other data; then
    /// nothing was changed. If memory runs out, some tensors may be set.</exception>
    /// <exception cref="InvalidOperationException">The training has begun already.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    public void Resume(string path)
    {
        ThrowIfStarted();
        _position = Checkpoint.Resume(path, Fingerprint(), Held(), _backend.Threads);
        _lastCheckpoint = path;
    }

    /// <summary>Trains on a separate thread.</summary>
    /// <inheritdoc cref="Fit(CancellationToken)"/>
    public Task<TrainingResult> FitAsync(CancellationToken cancellation = default) =>
        BackgroundThread.Run(() => Fit(cancellation));

    /// <summary>
    /// Trains until all epochs are done, the score stops improving, or it is cancelled; then the model holds the best
    /// parameters.
    /// </summary>
    /// <param name="cancellation">Ends the training after the present step: a checkpoint is written and the best
    /// parameters are kept.</param>
    /// <returns>What was reached; <see cref="StopReason.Canceled"/> where it was cancelled.</returns>
    /// <exception cref="DivergenceException">A loss or gradient was not finite; the parameters are those of the last
    /// good step.</exception>
    /// <exception cref="InvalidOperationException">This trainer has trained already.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    public TrainingResult Fit(CancellationToken cancellation = default)
    {
        ThrowIfStarted();
        _started = true;
        _clock = new TrainingClock(_time, _position.Step, _steps);
        var plan = new TrainingPlan(
            _parameters.Sum(parameter => (long)parameter.Shape.Length), _options.Epochs, _steps, _position.Step,
            _position.Epoch);
        foreach (ITrainingObserver observer in _observers)
        {
            observer.OnStarted(plan);
        }

        while (_position.Ended is null)
        {
            if (cancellation.IsCancellationRequested || !Advance(cancellation))
            {
                return Stop(StopReason.Canceled);
            }

            if (_position.Ended is null && IsCheckpointDue())
            {
                WriteCheckpoint();
            }
        }

        return Stop(_position.Ended.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _optimizer.Dispose();
        _best.Dispose();
        _lastGood.Dispose();
        _averages?.Dispose();
        _carried.Dispose();
        _arena.Dispose();
    }

    /// <summary>
    /// One step, and the end of the epoch where it was its last. False when the validation was cancelled.
    /// </summary>
    private bool Advance(CancellationToken cancellation)
    {
        int batches = _problem.BatchesIn(_position.Epoch);
        if (_position.Batch < batches)
        {
            MakeStep(batches);
        }

        return _position.Batch < batches || EndEpoch(cancellation);
    }

    private void MakeStep(int batches)
    {
        TrainingPosition position = _position;
        (double lossSum, double elements) = _gradients.Run(position, batches);
        if (!double.IsFinite(lossSum))
        {
            throw Diverged(lossSum, _guard.NameOfBadValue() ?? "loss");
        }

        double mean = elements > 0 ? lossSum / elements : 0;
        double norm = CheckAndClip(mean);
        double rate = _options.LearningRate * _options.Schedule.Factor(position.Step, _steps);
        _lastGood.Take();
        _optimizer.Step(rate);
        _averages?.Take();
        position.Step++;
        position.LossSum += lossSum;
        position.Elements += elements;
        position.LearningRate = rate;
        var report = new StepReport(
            position.Step, _steps, position.Epoch + 1, _options.Epochs, mean, norm, rate, elements)
        {
            Times = _clock.At(position.Step),
        };
        foreach (ITrainingObserver observer in _observers)
        {
            observer.OnStep(report);
        }
    }

    private double CheckAndClip(double loss)
    {
        double norm = _guard.Norm();
        if (!double.IsFinite(norm))
        {
            throw Diverged(loss, _guard.NameOfBadGradient());
        }

        if (_options.ClipValue > 0)
        {
            _guard.ClipValue(_options.ClipValue);
            norm = _guard.Norm();
        }

        if (_options.ClipNorm > 0)
        {
            _guard.ClipNorm(norm, _options.ClipNorm);
        }

        return norm;
    }

    private DivergenceException Diverged(double loss, string tensor)
    {
        double largest = _guard.LargestGradient();

        // A bad loss means that the last step went too far; a bad gradient of a good loss means that this one would.
        if (!double.IsFinite(loss))
        {
            _lastGood.GiveBack();
        }

        return new DivergenceException(_position.Step + 1, loss, largest, tensor, _lastCheckpoint);
    }

    private bool EndEpoch(CancellationToken cancellation)
    {
        TrainingPosition position = _position;
        double loss = position.Elements > 0 ? position.LossSum / position.Elements : 0;
        if (!TryValidate(cancellation, out double? validated, out bool isDecided))
        {
            return false;
        }

        // The next step would notice what this epoch's last one spoilt; there may be no next step.
        if (_guard.NameOfBadValue() is { } bad)
        {
            throw Diverged(double.NaN, bad);
        }

        bool improved = position.Judge(validated ?? loss, _options);
        if (improved && validated is not null && _options.KeepBest)
        {
            _best.Take();
        }

        _averages?.TakeOut();
        var record = new EpochRecord(
            position.Epoch + 1, position.Step, loss, validated, position.LearningRate, improved);
        position.EndEpoch(record, _options, isDecided);
        _carried.Clear();
        var report = new EpochReport(record, _options.Epochs, _steps, _clock.At(position.Step));
        foreach (ITrainingObserver observer in _observers)
        {
            observer.OnEpoch(report);
            if (improved)
            {
                observer.OnImproved(report);
            }
        }

        return true;
    }

    /// <summary>The score of the epoch; false where the validation was cancelled.</summary>
    private bool TryValidate(CancellationToken cancellation, out double? score, out bool isDecided)
    {
        (score, isDecided) = (null, false);
        try
        {
            score = _averages is null
                ? _problem.Validate(_tape, cancellation)
                : _averages.Judge(() => _problem.Validate(_tape, cancellation));
            isDecided = _position.Epoch + 1 < _options.Epochs && double.IsFinite(score ?? 0)
                && _problem.IsDecided(_tape, _position.Epoch + 1, cancellation);
            return true;
        }
        catch (Exception failure)
        {
            _averages?.TakeOut();
            if (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                throw;
            }

            return false;
        }
    }

    private TrainingResult Stop(StopReason reason)
    {
        if (_options.CheckpointFile is not null)
        {
            WriteCheckpoint();
        }

        _averages?.PutIn();
        if (_options.KeepBest)
        {
            _best.GiveBack();
        }

        bool validated = _position.History.Any(record => record.Score is not null);
        var result = new TrainingResult(
            reason, _position.Step, _position.Epoch, validated ? _position.Best : null, _position.BestEpoch,
            [.. _position.History]);
        foreach (ITrainingObserver observer in _observers)
        {
            observer.OnStopped(result);
        }

        return result;
    }

    private bool IsCheckpointDue() => _options.CheckpointFile is not null
        && ((_options.CheckpointSteps > 0 && _position.Step % _options.CheckpointSteps == 0)
            || (_options.CheckpointSeconds > 0 && _clock.IsCheckpointDue(_options.CheckpointSeconds)));

    private void WriteCheckpoint()
    {
        long began = _clock.Now();
        Checkpoint.Write(_options.CheckpointFile!, Fingerprint(), _position, Held());
        _clock.MarkCheckpoint(began);
        _lastCheckpoint = _options.CheckpointFile;
    }

    private HeldTensors Held() => new(_parameters, _optimizer, _best, _averages, _carried, _checkpointRoom);

    private List<KeyValuePair<string, string>> Fingerprint() => _options.Fingerprint(_problem, _parameters);

    private void ThrowIfStarted()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_started)
        {
            throw new InvalidOperationException(
                "This trainer has already trained. To continue, create another one and resume from the checkpoint.");
        }
    }
}
