using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>
/// A sequence that comes one step at a time: its own state over a model's shared weights. A step allocates nothing,
/// takes no lock, and gives the bits of a run over the whole sequence.
/// </summary>
/// <remarks>
/// Not thread-safe; sessions of one model may run at the same time, each with one caller, unless the model is
/// being trained. A model may have thousands of sessions:
/// a session is its state and some hundred bytes, everything else is shared.
/// </remarks>
public sealed partial class StreamingSession : IDisposable
{
    private readonly Backend _backend;
    private readonly SequenceLayer _model;
    private readonly TensorStorage? _storage;
    private readonly Tensor _state;
    private readonly SpanRoom.Sizes _sizes;
    private bool _isDisposed;

    /// <summary>A session at the start of a sequence.</summary>
    /// <param name="backend">The backend the model was built on.</param>
    /// <param name="model">A causal model.</param>
    /// <exception cref="NotSupportedException">The model can't step.</exception>
    public StreamingSession(Backend backend, SequenceLayer model)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsCausal)
        {
            throw new NotSupportedException(
                "This model reads later steps, or all earlier ones without a bound, so it can't run one step at a "
                + "time. Run it over whole sequences by Forward.");
        }

        (_backend, _model) = (backend, model);
        _sizes = new SpanRoom.Sizes(
            1, model.InputSize, model.OutputSize, State: 0, model.StepScratchLength(streams: 1));
        if (model.StateSize > 0)
        {
            _storage = backend.Allocate(model.StateSize);
            _state = new Tensor(_storage, 0, new Shape(1, model.StateSize));
        }

        Reset();
    }

    /// <summary>How many steps were taken since the start of the sequence.</summary>
    public long Steps { get; private set; }

    /// <summary>How many bytes <see cref="Save()"/> gives.</summary>
    public int StateBytes => StreamingState.HeadBytes + (_model.StateSize * sizeof(float));

    /// <summary>Takes one step.</summary>
    /// <param name="input">[InputSize].</param>
    /// <param name="output">[OutputSize], overwritten.</param>
    /// <exception cref="ShapeException">A span has another length.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Step(ReadOnlySpan<float> input, Span<float> output)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        (int inputSize, int outputSize) = (_sizes.Input, _sizes.Output);
        ShapeException.Require(input, inputSize);
        ShapeException.Require(output, outputSize);
        if (!_model.TryStep(_backend, input, output, _state))
        {
            SpanRoom.Step(_backend, _model, _sizes, input, output, _state);
        }

        Steps++;
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_state.IsNone)
        {
            _model.StartState(_backend, _state);
        }

        Steps = 0;
    }

    /// <summary>The state, to be kept, moved or given to another session of the same model.</summary>
    /// <returns>[StateBytes], as described in docs/how-to/stream.md.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public byte[] Save()
    {
        var bytes = new byte[StateBytes];
        Save(bytes);
        return bytes;
    }

    /// <summary>The same into memory of the caller's, without allocating.</summary>
    /// <param name="destination">[StateBytes], overwritten.</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Save(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ShapeException.Require(destination, StateBytes);
        Span<float> values = MemoryMarshal.Cast<byte, float>(destination[StreamingState.HeadBytes..]);
        _storage?.Read(0, values);
        Swap(values);
        StreamingState.Seal(destination, _model, Steps);
    }

    /// <summary>Values of the state of a model that has one, without allocating.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="values">Overwritten.</param>
    internal void Read(int first, Span<float> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _storage!.Read(first, values);
    }

    /// <summary>Continues from a saved state, bit for bit.</summary>
    /// <param name="saved">What <see cref="Save()"/> gave, of a session of the same model.</param>
    /// <exception cref="StreamingStateException">The bytes are not a state of this model; the session is
    /// unchanged.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long steps = StreamingState.Open(saved, _model);
        if (_storage is not null)
        {
            float[] values = MemoryMarshal.Cast<byte, float>(saved[StreamingState.HeadBytes..]).ToArray();
            Swap(values);
            _storage.Write(0, values);
        }

        Steps = steps;
    }

    /// <summary>A second, independent session that continues from the same state.</summary>
    /// <returns>The session, owned by the caller.</returns>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public StreamingSession Fork()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var fork = new StreamingSession(_backend, _model);
        if (!_state.IsNone)
        {
            _backend.Copy(_state, fork._state);
        }

        fork.Steps = Steps;
        return fork;
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _storage?.Dispose();
    }

    /// <summary>Bytes are little-endian on every machine.</summary>
    private static void Swap(Span<float> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }
}
