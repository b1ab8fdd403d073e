using System.Buffers.Binary;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Streaming;

/// <summary>A sequence that comes one step at a time: its own state over a model's shared weights. A step allocates nothing and gives the bits of a run over the whole sequence.</summary>
/// <remarks>Not thread-safe; sessions of one model may run at the same time, each with one caller, while nobody trains the model.</remarks>
public sealed class StreamingSession : IDisposable
{
    private const uint Magic = 0x31535243;
    private const int HeaderBytes = 8;

    private readonly Backend _backend;
    private readonly SequenceLayer _model;
    private readonly Arena _arena;
    private readonly Tensor _input;
    private readonly Tensor _output;
    private readonly Tensor _state;
    private readonly Tensor _scratch;

    /// <summary>A session at the start of a sequence.</summary>
    /// <param name="backend">The backend the model was built on.</param>
    /// <param name="model">A causal model.</param>
    /// <exception cref="NotSupportedException">The model looks ahead and can't step.</exception>
    public StreamingSession(Backend backend, SequenceLayer model)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsCausal)
        {
            throw new NotSupportedException("This model looks at later steps, so it can't run one step at a time. Run it over whole sequences by Forward.");
        }

        (_backend, _model) = (backend, model);
        _arena = new Arena(backend, blockLength: 1024);
        _input = _arena.Allocate(new Shape(1, model.InputSize));
        _output = _arena.Allocate(new Shape(1, model.OutputSize));
        _state = model.StateSize > 0 ? _arena.Allocate(new Shape(1, model.StateSize)) : default;
        int scratch = model.StepScratchLength(streams: 1);
        _scratch = scratch > 0 ? _arena.Allocate(new Shape(scratch)) : default;
        Reset();
    }

    /// <summary>How many steps were taken since the start, or since the saved start of a restored state.</summary>
    public long Steps { get; private set; }

    /// <summary>How many bytes <see cref="Save"/> gives.</summary>
    public int StateBytes => HeaderBytes + (_model.StateSize * sizeof(float));

    /// <summary>Takes one step.</summary>
    /// <param name="input">[InputSize].</param>
    /// <param name="output">[OutputSize], overwritten.</param>
    /// <exception cref="ShapeException">A span has another length.</exception>
    public void Step(ReadOnlySpan<float> input, Span<float> output)
    {
        ShapeException.Require<float>(output, _model.OutputSize);
        _input.Write(input);
        _model.Step(_backend, _input, _output, _state, _scratch);
        _output.Read(output);
        Steps++;
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    public void Reset()
    {
        if (!_state.IsNone)
        {
            _model.StartState(_backend, _state);
        }

        Steps = 0;
    }

    /// <summary>The state, to be kept, moved or given to another session of the same model.</summary>
    /// <returns>[StateBytes]: a mark, the number of values, and the values as little-endian float32.</returns>
    public byte[] Save()
    {
        var bytes = new byte[StateBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), _model.StateSize);
        float[] values = _state.IsNone ? [] : _state.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(HeaderBytes + (i * sizeof(float))), values[i]);
        }

        return bytes;
    }

    /// <summary>Goes on from a saved state, bit for bit.</summary>
    /// <param name="saved">What <see cref="Save"/> gave, of a session of the same model.</param>
    /// <exception cref="ArgumentException">The bytes are no state of this model.</exception>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        if (saved.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(saved) != Magic)
        {
            throw new ArgumentException("The bytes are no saved state of a session.", nameof(saved));
        }

        int size = BinaryPrimitives.ReadInt32LittleEndian(saved[4..]);
        if (size != _model.StateSize || saved.Length != StateBytes)
        {
            throw new ArgumentException(
                $"The saved state is {saved.Length} bytes with {size} values, but this model's state is {StateBytes} bytes with {_model.StateSize} values.", nameof(saved));
        }

        var values = new float[size];
        for (int i = 0; i < size; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(saved[(HeaderBytes + (i * sizeof(float)))..]);
        }

        if (size > 0)
        {
            _state.Write(values);
        }

        Steps = 0;
    }

    /// <summary>A second session that goes on from the same state on its own.</summary>
    /// <returns>The session, owned by the caller.</returns>
    public StreamingSession Fork()
    {
        var fork = new StreamingSession(_backend, _model);
        if (!_state.IsNone)
        {
            _backend.Copy(_state, fork._state);
        }

        fork.Steps = Steps;
        return fork;
    }

    /// <summary>Frees the state.</summary>
    public void Dispose() => _arena.Dispose();
}
