using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// Trains a model on a stream of data, one step at a time, without epochs, validation or an end. <see cref="Trainer"/>
/// is for complete data.
/// </summary>
/// <remarks>
/// The parameters depend only on the model, the options and the losses, not on threads, or on how often the
/// training was stopped and resumed.
/// A step in steady state allocates nothing. Not thread-safe.
/// </remarks>
internal sealed class OnlineTrainer : IDisposable
{
    private readonly Backend _backend;
    private readonly OnlineTrainerOptions _options;
    private readonly Parameter[] _parameters;
    private readonly Optimizer _optimizer;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly GradientGuard _guard;
    private readonly ParameterCopy _lastGood;
    private string? _lastCheckpoint;
    private bool _isDisposed;

    /// <summary>A trainer whose optimiser remembers nothing yet.</summary>
    /// <param name="backend">Where the model was built.</param>
    /// <param name="model">A built model.</param>
    /// <param name="options">How to train; <c>null</c> for the defaults.</param>
    public OnlineTrainer(Backend backend, Layer model, OnlineTrainerOptions? options = null)
    {
        _backend = backend;
        _options = options ?? new OnlineTrainerOptions();
        _parameters = [.. model.Parameters];
        _optimizer = _options.Optimizer.Create(backend, _parameters);
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
        _guard = new GradientGuard(backend, _parameters);
        _lastGood = new ParameterCopy(backend, _parameters);
    }

    /// <summary>Steps made so far.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Makes one step.</summary>
    /// <param name="loss">Records the loss on the tape it is given.</param>
    /// <returns>The loss before the step.</returns>
    /// <exception cref="DivergenceException">The loss or a gradient was not finite; the parameters are those of the
    /// last good step.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    public double Step(Func<Tape, BatchLoss> loss)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _tape.Begin(TapeMode.Training, _options.Seed, unchecked((uint)Steps));
        BatchLoss batch = loss(_tape);
        float value = 0;
        batch.Mean.Value.Read(new Span<float>(ref value));
        if (!float.IsFinite(value))
        {
            throw Diverged(value, _guard.NameOfBadValue() ?? "loss");
        }

        _guard.Clear();
        _tape.Backward(batch.Mean);
        double norm = _guard.Norm();
        if (!double.IsFinite(norm))
        {
            throw Diverged(value, _guard.NameOfBadGradient());
        }

        if (_options.ClipNorm > 0)
        {
            _guard.ClipNorm(norm, _options.ClipNorm);
        }

        _lastGood.Take();
        _optimizer.Step(_options.LearningRate);
        return value;
    }

    /// <summary>
    /// Writes parameters, the optimiser's memory, and the caller's position and values, completely or not at all.
    /// </summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="problem">What is being learnt, such as a fingerprint: a checkpoint of another problem is
    /// refused.</param>
    /// <param name="position">The caller's position, any text.</param>
    /// <param name="tensors">The caller's values.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    public void Save(string path, string problem, string position, IReadOnlyList<StoredTensor> tensors)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        OnlineCheckpoint.Write(path, Settings(problem), position, Steps, Held(), tensors);
        _lastCheckpoint = path;
    }

    /// <summary>Continues from a checkpoint, to the same bits.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="problem">As it was saved.</param>
    /// <returns>The caller's position and values.</returns>
    /// <exception cref="CheckpointException">Missing, damaged, or of other settings, another model or another problem.
    /// Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer has ended.</exception>
    public (string Position, IReadOnlyDictionary<string, StoredTensor> Tensors) Resume(string path, string problem)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        OnlineCheckpoint checkpoint = OnlineCheckpoint.Read(path, Settings(problem), Held());
        checkpoint.ApplyTo(Held());
        foreach (Parameter parameter in _parameters)
        {
            parameter.MarkChanged();
        }

        // The last good parameters do not belong to the checkpoint that was read.
        _lastGood.IsTaken = false;
        (_optimizer.Steps, _lastCheckpoint) = (checkpoint.Steps, path);
        return (checkpoint.Position, checkpoint.Own);
    }

    /// <summary>
    /// The caller's position in a checkpoint, without going on from it: to find out which model it needs.
    /// </summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <returns>The position.</returns>
    /// <exception cref="CheckpointException">Missing or damaged.</exception>
    public static string PositionIn(string path) => OnlineCheckpoint.Read(path, null, []).Position;

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _optimizer.Dispose();
        _lastGood.Dispose();
        _arena.Dispose();
    }

    private IEnumerable<(string Name, Tensor Values)> Held() => HeldTensors.Of(_parameters, _optimizer);

    private string Settings(string problem) => string.Join('\n', _options.ToSettings()
        .Select(setting => $"{setting.Key} = {setting.Value}")
        .Append($"problem = {problem}")
        .Concat(_parameters.Select(parameter => $"parameter {parameter}{(parameter.IsFrozen ? " frozen" : "")}")));

    private DivergenceException Diverged(double loss, string tensor)
    {
        double largest = _guard.LargestGradient();
        if (!double.IsFinite(loss))
        {
            _lastGood.GiveBack();
        }

        return new DivergenceException(Steps + 1, loss, largest, tensor, _lastCheckpoint);
    }
}
