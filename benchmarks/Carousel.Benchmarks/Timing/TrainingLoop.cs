using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// A training to be timed, one batch after the other: forward, backward, clipping to a global norm of 5, Adam. No
/// validation, no files, no observers.
/// </summary>
internal abstract class TrainingLoop : IDisposable
{
    /// <summary>Sequences in a batch.</summary>
    public const int BatchSize = 64;

    private const double LongestGradient = 5;

    private readonly double _learningRate;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly GradientGuard _gradients;
    private readonly Optimizer _optimizer;
    private bool _isDisposed;

    /// <summary>A loop at its first batch.</summary>
    /// <param name="backend">Where to train.</param>
    /// <param name="model">Not yet built.</param>
    /// <param name="learningRate">Of every step.</param>
    protected TrainingLoop(Backend backend, Layer model, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        model.Build(backend, seed: 1);
        Parameter[] parameters = [.. model.Parameters];
        _learningRate = learningRate;
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
        _gradients = new GradientGuard(backend, parameters);
        _optimizer = new AdamOptions().Create(backend, parameters);
    }

    /// <summary>The sizes of the LSTM and its batches.</summary>
    public abstract BenchmarkShape Shape { get; }

    /// <summary>What a step trains on: characters or windows.</summary>
    public abstract int UnitsPerStep { get; }

    /// <summary>Native memory of a step's tensors.</summary>
    public long ArenaBytes => _arena.CapacityBytes;

    /// <summary>Trains on the next batch. In steady state it allocates nothing.</summary>
    /// <returns>The batch's mean loss, before the update.</returns>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public float Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _tape.Begin(TapeMode.Training);
        Variable loss = NextLoss(_tape);
        _gradients.Clear();
        _tape.Backward(loss);
        _gradients.ClipNorm(_gradients.Norm(), LongestGradient);
        _optimizer.Step(_learningRate);
        Span<float> value = stackalloc float[1];
        loss.Value.Read(value);
        return value[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The mean loss of the next batch.</summary>
    /// <param name="tape">Begun for training.</param>
    /// <returns>One value.</returns>
    protected abstract Variable NextLoss(Tape tape);

    /// <summary>Frees the memory.</summary>
    /// <param name="disposing">False when called by a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
        {
            _optimizer.Dispose();
            _arena.Dispose();
        }
    }
}
