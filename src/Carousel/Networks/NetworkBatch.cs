using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>
/// Steps many sequences of one chain together, each from its own state, which the caller keeps. A sequence gets the
/// bits of <see cref="NetworkSession"/> and of the answer's function, independently of the other sequences.
/// </summary>
/// <remarks>
/// A step allocates nothing. Not thread-safe; several on one network may step at the same time on a backend of one
/// thread. Valid as long as the network and its backend.
/// </remarks>
internal sealed class NetworkBatch : IDisposable
{
    private readonly Backend _backend;
    private readonly NetworkDesign _design;
    private readonly Stack _each;
    private readonly Stack? _head;
    private readonly TensorStorage _storage;
    private readonly Tensor _input, _row, _states, _scratch, _headScratch, _answer, _shares;
    private readonly int _pooled;
    private readonly float[] _rows, _scaled;

    /// <summary>Room for a number of sequences.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network, whose design <see cref="NetworkDesign.CanStep"/>.</param>
    /// <param name="most">S: how many sequences may step together.</param>
    /// <exception cref="NotSupportedException">A layer looks at later steps.</exception>
    public NetworkBatch(Backend backend, NetworkChain network, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (!network.Design.CanStep)
        {
            throw new NotSupportedException("A layer of this network reads later steps: it cannot run step by step.");
        }

        (_backend, _design, _head, Most) = (backend, network.Design, network.Head, most);
        _each = new Stack(
            [.. new SequenceLayer?[] { network.Embedding, network.Reader, network.Between }.OfType<SequenceLayer>()]);
        _pooled = _design.Pooling is null ? 0 : _each.OutputSize;
        (_rows, _scaled) = (new float[most * _each.OutputSize], new float[most * _design.InputSize]);

        int scratch = 0, headScratch = 0;
        for (int streams = 1; streams <= most; streams++)
        {
            scratch = Math.Max(scratch, _each.StepScratchLength(streams));
            headScratch = Math.Max(headScratch, _head?.StepScratchLength(streams) ?? 0);
        }

        int at = 0;
        int[] lengths =
        [
            most * _design.InputSize, most * _each.OutputSize, most * _each.StateSize, scratch, headScratch,
            most * _design.OutputSize, most * _design.OutputSize,
        ];
        int[] starts = [.. lengths.Select(length => (at += Aligned(length)) - Aligned(length))];
        _storage = backend.Allocate(Math.Max(at, 1));
        _input = Part(0, most, _design.InputSize);
        _row = Part(1, most, _each.OutputSize);
        _states = _each.StateSize > 0 ? Part(2, most, _each.StateSize) : default;
        _scratch = scratch > 0 ? new Tensor(_storage, starts[3], new Shape(scratch)) : default;
        _headScratch = headScratch > 0 ? new Tensor(_storage, starts[4], new Shape(headScratch)) : default;
        _answer = Part(5, most, _design.OutputSize);
        _shares = Part(6, most, _design.OutputSize);

        Tensor Part(int part, int rows, int columns) => new(_storage, starts[part], new Shape(rows, columns));
    }

    /// <summary>How many sequences may step together.</summary>
    public int Most { get; }

    /// <summary>Values of an input.</summary>
    public int InputSize => _design.InputSize;

    /// <summary>Values of an answer.</summary>
    public int OutputSize => _design.OutputSize;

    /// <summary>Values of the state of a sequence: that of the layers, then what was pooled.</summary>
    public int StateSize => _each.StateSize + _pooled;

    /// <summary>The state at the start of a sequence.</summary>
    /// <param name="state">[StateSize], overwritten.</param>
    public void Start(Span<float> state)
    {
        ShapeException.Require(state, StateSize);
        state.Clear();
        if (!_states.IsNone)
        {
            Tensor first = _states.Rows(0, 1);
            _each.StartState(_backend, first);
            first.Read(state[.._each.StateSize]);
        }
    }

    /// <summary>One step of several sequences.</summary>
    /// <param name="steps">[S]: the number of each one's step, from 1.</param>
    /// <param name="inputs">[S, InputSize]: numbers of the data, or the number of a symbol.</param>
    /// <param name="states">The states, read and overwritten.</param>
    /// <param name="answers">[S, OutputSize], overwritten: in the units of the data, or shares of classes.</param>
    /// <exception cref="ShapeException">A span has another length.</exception>
    public void Step(
        ReadOnlySpan<long> steps, ReadOnlySpan<float> inputs, IStateRows states, Span<float> answers)
    {
        int S = steps.Length, size = _each.StateSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(S, Most, nameof(steps));
        ShapeException.Require(inputs, (S, InputSize));
        ShapeException.Require(answers, (S, OutputSize));
        if (S == 0)
        {
            return;
        }

        Span<float> scaled = _scaled.AsSpan(0, inputs.Length);
        _design.Scale(inputs, scaled);
        Tensor input = _input.Rows(0, S), row = _row.Rows(0, S), answer = _answer.Rows(0, S);
        input.Write(scaled);
        for (int s = 0; s < S && size > 0; s++)
        {
            _states.Rows(s, 1).Write(states.Row(s)[..size]);
        }

        _each.Step(_backend, input, row, size > 0 ? _states.Rows(0, S) : default, _scratch);
        for (int s = 0; s < S && size > 0; s++)
        {
            _states.Rows(s, 1).Read(states.Row(s)[..size]);
        }

        if (_pooled > 0)
        {
            Pool(steps, states, row);
        }

        if (_head is null)
        {
            _backend.Copy(row, answer);
        }
        else
        {
            _head.Step(_backend, row, answer, default, _headScratch);
        }

        NetworkAnswers.Finish(_backend, _design, answer, _shares.Rows(0, S), answers);
    }

    /// <inheritdoc/>
    public void Dispose() => _storage.Dispose();

    // 64 bytes, for the widest vector.
    private static int Aligned(int length) => checked((length + 15) / 16 * 16);

    private void Pool(ReadOnlySpan<long> steps, IStateRows states, Tensor row)
    {
        int width = _each.OutputSize;
        Span<float> rows = _rows.AsSpan(0, steps.Length * width);
        row.Read(rows);
        for (int s = 0; s < steps.Length; s++)
        {
            PooledSteps.Take(
                _design.Pooling, steps[s], states.Row(s)[_each.StateSize..], rows.Slice(s * width, width));
        }

        row.Write(rows);
    }
}
