using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel;

/// <summary>
/// A sequence that comes one step at a time. Each step is answered as if the sequence ended with it: bit for bit what
/// <see cref="SequenceModel.Predict(float[][])"/> says of the steps so far.
/// </summary>
/// <remarks>
/// A step allocates nothing. Streams of one model may run at the same time, each with one caller. A stream ends with
/// its model.
/// </remarks>
public sealed class SequenceStream : IDisposable
{
    private readonly SequenceModel _model;
    private readonly NetworkDesign _design;
    private readonly NetworkSession _session;
    private readonly TensorStorage _storage;
    private readonly Tensor _numbers;
    private readonly Tensor _shares;
    private readonly float[] _answer;
    private readonly int _features;
    private readonly int _symbols;
    private bool _isEnded;

    internal SequenceStream(SequenceModel model)
    {
        (_model, _design) = (model, model.Network.Design);
        (_features, _symbols) = (_design.InputSize, _design.Symbols);
        _session = new NetworkSession(model.Backend, model.Network);
        _answer = new float[_design.OutputSize];
        _storage = model.Backend.Allocate(2 * _answer.Length);
        _numbers = new Tensor(_storage, 0, new Shape(1, _answer.Length));
        _shares = new Tensor(_storage, _answer.Length, new Shape(1, _answer.Length));
    }

    private NetworkSession Going
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            _model.RequireAlive();
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
    /// <exception cref="ArgumentException">A number is not finite, or no symbol of the model; the stream is as it
    /// was.</exception>
    /// <exception cref="ObjectDisposedException">The stream has ended, or its model was disposed.</exception>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> step)
    {
        NetworkSession session = Going;
        ShapeException.Require(step, _features, nameof(step), "features");
        SequenceArrays.RequireFinite(step, _features, "Step", "feature", session.Steps);
        SequenceArrays.RequireSymbols(step, _symbols, "Step", session.Steps);
        session.Step(step, _answer);
        if (_design.Answer == PortableFunction.None)
        {
            // The way through tensors costs as much as a small layer.
            _design.ScaleBack(_answer);
        }
        else
        {
            _numbers.Write(_answer);
            NetworkAnswers.Finish(_model.Backend, _design, _numbers, _shares, _answer);
        }

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

    /// <summary>Continues from a saved state, bit for bit.</summary>
    /// <param name="saved">What <see cref="Save"/> gave.</param>
    /// <exception cref="StreamingStateException">The bytes are not a state of this model.</exception>
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
