using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>
/// A chain that is fed one step at a time; where steps are pooled, it answers of all steps of the sequence so far.
/// </summary>
/// <remarks>A step allocates nothing. Not thread-safe; valid as long as the network and its backend.</remarks>
internal sealed class NetworkSession : IDisposable
{
    private readonly NetworkDesign _design;
    private readonly NetworkPooling? _pooling;
    private readonly StreamingSession _steps;
    private readonly StreamingSession? _head;
    private readonly float[] _input;
    private readonly float[] _row;
    private readonly float[] _pooled;
    private bool _isEnded;

    /// <summary>A session at the start of a sequence.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network, whose design <see cref="NetworkDesign.CanStep"/>.</param>
    /// <exception cref="NotSupportedException">A layer can't step.</exception>
    public NetworkSession(Backend backend, NetworkChain network)
    {
        (_design, _pooling) = (network.Design, network.Design.Pooling);
        var each = new Stack(
            [.. new SequenceLayer?[] { network.Embedding, network.Reader, network.Between }.OfType<SequenceLayer>()]);
        _steps = new StreamingSession(backend, each);
        _head = network.Head is null ? null : new StreamingSession(backend, network.Head);
        (_input, _row, _pooled) = (
            new float[_design.InputSize], new float[each.OutputSize], new float[each.OutputSize]);
    }

    private StreamingSession Going
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isEnded, this);
            return _steps;
        }
    }

    /// <summary>How many steps were taken since the start of the sequence.</summary>
    public long Steps => _steps.Steps;

    /// <summary>How many bytes a saved state has.</summary>
    public int StateBytes => _steps.StateBytes + (_pooled.Length * sizeof(float));

    /// <summary>Takes one step.</summary>
    /// <param name="input">[I] numbers of the data, or [1], the number of a symbol.</param>
    /// <param name="values">[O], overwritten with the numbers of the last layer: neither the answer's function nor its
    /// scales are applied.</param>
    /// <exception cref="ShapeException">A span has another length.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Step(ReadOnlySpan<float> input, Span<float> values)
    {
        int features = _input.Length;
        ShapeException.Require(input, features);
        _design.Scale(input, _input);
        Going.Step(_input, _row);
        PooledSteps.Take(_pooling, Steps, _pooled, _row);
        if (_head is null)
        {
            _row.CopyTo(values);
        }
        else
        {
            _head.Step(_row, values);
        }
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Reset() => Going.Reset();

    /// <summary>Writes the state, to be kept, or given to another session of the same network.</summary>
    /// <param name="destination">[StateBytes], overwritten.</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Save(Span<byte> destination)
    {
        ShapeException.Require(destination, StateBytes);
        Going.Save(destination[.._steps.StateBytes]);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(_pooled.AsSpan())
            .CopyTo(destination[_steps.StateBytes..]);
    }

    /// <summary>Continues from a saved state, bit for bit.</summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    /// <exception cref="StreamingStateException">The bytes are not a state of this network.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        if (saved.Length != StateBytes)
        {
            throw new StreamingStateException(
                $"A state of this network has {StateBytes} bytes, but {saved.Length} are given.");
        }

        Going.Restore(saved[.._steps.StateBytes]);
        saved[_steps.StateBytes..].CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_pooled.AsSpan()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnded = true;
        _steps.Dispose();
        _head?.Dispose();
    }
}
