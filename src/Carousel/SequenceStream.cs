using Carousel.Backends;
using Carousel.Memory;
using Carousel.Networks;
using Carousel.Streaming;

namespace Carousel;

/// <summary>
/// A sequence that comes one step at a time. Each step is answered as if the sequence ended with it: bit for bit what
/// <see cref="SequenceModel.Predict(float[][])"/> says of the steps so far.
/// </summary>
/// <remarks>
/// A step allocates nothing. Streams of one model may run at the same time, each with one caller; valid as long as the
/// model.
/// </remarks>
public sealed class SequenceStream : IDisposable
{
    private readonly Backend _backend;
    private readonly NetworkDesign _design;
    private readonly NetworkSession _session;
    private readonly TensorStorage _storage;
    private readonly Tensor _numbers;
    private readonly Tensor _shares;
    private readonly float[] _answer;
    private bool _isEnded;

    internal SequenceStream(Backend backend, NetworkChain network)
    {
        (_backend, _design) = (backend, network.Design);
        _session = new NetworkSession(backend, network);
        _answer = new float[_design.OutputSize];
        _storage = backend.Allocate(2 * _answer.Length);
        _numbers = new Tensor(_storage, 0, new Shape(1, _answer.Length));
        _shares = new Tensor(_storage, _answer.Length, new Shape(1, _answer.Length));
    }

    private NetworkSession Going
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            return _session;
        }
    }

    /// <summary>How many steps were taken since the start of the sequence.</summary>
    public long Steps => _session.Steps;

    /// <summary>How many bytes a saved state has.</summary>
    public int StateBytes => _session.StateBytes;

    /// <summary>Takes one step.</summary>
    /// <param name="step">The features of the step.</param>
    /// <returns>The answer: numbers, or the probability of each class. Valid until the next step.</returns>
    /// <exception cref="ShapeException">The step has another number of features.</exception>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> step)
    {
        Going.Step(step, _answer);
        _numbers.Write(_answer);
        NetworkAnswers.Finish(_backend, _design, _numbers, _shares, _answer);
        return _answer;
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Reset() => Going.Reset();

    /// <summary>The state, to be kept, moved or given to another stream of the same model.</summary>
    /// <returns>[StateBytes].</returns>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public byte[] Save()
    {
        var state = new byte[StateBytes];
        Going.Save(state);
        return state;
    }

    /// <summary>Goes on from a saved state, bit for bit.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    /// <exception cref="StreamingStateException">The bytes are no state of this model.</exception>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Restore(ReadOnlySpan<byte> saved) => Going.Restore(saved);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnded = true;
        _session.Dispose();
        _storage.Dispose();
    }
}
