using System.Runtime.CompilerServices;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Layers one on top of the other: each takes the output of the one below.</summary>
/// <remarks>The state is the states of the layers side by side, the lowest first.</remarks>
public sealed class Stack : SequenceLayer
{
    /// <summary>Values of a row that is still kept on the thread's stack.</summary>
    private const int MostOnStack = 1024;

    private readonly SequenceLayer[] _layers;
    private readonly int _widest;
    private readonly int _largestState;

    /// <summary>A stack.</summary>
    /// <param name="layers">The lowest first, at least one; named 0, 1, … in files.</param>
    /// <exception cref="ArgumentException">A layer's input size is not the output size of the one below.</exception>
    public Stack(params SequenceLayer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfZero(layers.Length, nameof(layers));
        for (int i = 0; i < layers.Length; i++)
        {
            if (i > 0 && layers[i].InputSize != layers[i - 1].OutputSize)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].InputSize} features, but the layer below "
                    + $"gives {layers[i - 1].OutputSize}.", nameof(layers));
            }

            AddLayer($"{i}", layers[i]);
        }

        _layers = layers;
        StateSize = layers.Sum(l => l.StateSize);
        IsCausal = layers.All(l => l.IsCausal);

        // A layer that stands twice in the stack has two parts in one gradient, whose order segments would change.
        Segments = layers.Distinct().Count() == layers.Length
            ? layers.Select(l => l.Segments).Aggregate(SegmentOrder.Either, Both)
            : SegmentOrder.None;
        SegmentUnit = layers.Max(l => l.SegmentUnit);
        _widest = layers.Max(l => l.OutputSize);
        _largestState = layers.Max(l => l.StateSize);
    }

    /// <inheritdoc/>
    public override int InputSize => _layers[0].InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _layers[^1].OutputSize;

    /// <inheritdoc/>
    public override int StateSize { get; }

    /// <inheritdoc/>
    public override bool IsCausal { get; }

    /// <inheritdoc/>
    internal override SegmentOrder Segments { get; }

    /// <inheritdoc/>
    internal override int SegmentUnit { get; }

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (BySegments(tape, input, packing, initialState) is { } bySegments)
        {
            return bySegments;
        }

        Variable rows = input;
        Variable states = default;
        int first = 0;
        foreach (SequenceLayer layer in _layers)
        {
            bool isOwnState = initialState.IsNone || layer.StateSize == 0;
            Variable own = isOwnState ? default : tape.SliceColumns(initialState, first, layer.StateSize);
            (rows, Variable final) = layer.Forward(tape, rows, packing, own);
            states = states.IsNone ? final : final.IsNone ? states : tape.Concatenate(states, final);
            first += layer.StateSize;
        }

        return new SequenceOutput(rows, states);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams)
    {
        int most = 0;
        foreach (SequenceLayer layer in _layers)
        {
            most = Math.Max(most, layer.StepScratchLength(streams));
        }

        return most + (streams * ((2 * _widest) + _largestState));
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        int streams = input.Shape[0];
        Tensor column = scratch.Reshape(new Shape(scratch.Length, 1));
        Tensor rows = input;
        int first = 0;
        for (int l = 0; l < _layers.Length; l++)
        {
            SequenceLayer layer = _layers[l];
            int size = streams * layer.OutputSize;
            Tensor result = l == _layers.Length - 1
                ? output
                : column.Rows(l % 2 * streams * _widest, size).Reshape(new Shape(streams, layer.OutputSize));
            Tensor inner = column.Rows(streams * ((2 * _widest) + _largestState), layer.StepScratchLength(streams));
            StepPart(
                backend, layer, rows, result, state, first,
                column.Rows(2 * streams * _widest, streams * _largestState), inner.Reshape(new Shape(inner.Length)));
            rows = result;
            first += layer.StateSize;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A layer that can't do without tensors is given a room of them; the others take no detour.</remarks>
    [SkipLocalsInit]
    internal override bool TryStep(
        Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state)
    {
        // Wide layers take so long that the detour does not count.
        if (_layers.Length == 1 || _widest > MostOnStack)
        {
            return _layers.Length == 1 && _layers[0].TryStep(backend, input, output, state);
        }

        Span<float> between = stackalloc float[2 * _widest];
        scoped ReadOnlySpan<float> rows = input;
        int first = 0;
        for (int l = 0; l < _layers.Length; l++)
        {
            SequenceLayer layer = _layers[l];
            int size = layer.StateSize;
            Span<float> result = l == _layers.Length - 1
                ? output
                : between.Slice(l % 2 * _widest, layer.OutputSize);
            Tensor own = size == 0 || size == StateSize
                ? state
                : new Tensor(state.Storage, state.Offset + first, new Shape(1, size));
            if (!layer.TryStep(backend, rows, result, own))
            {
                SpanRoom.Step(
                    backend, layer,
                    new SpanRoom.Sizes(1, layer.InputSize, layer.OutputSize, State: 0, layer.StepScratchLength(1)),
                    rows, result, size == 0 ? default : own);
            }

            rows = result;
            first += size;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void StartState(Backend backend, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(backend);
        int first = 0;
        using var arena = new Arena(backend, blockLength: 1024);
        foreach (SequenceLayer layer in _layers)
        {
            if (layer.StateSize > 0)
            {
                Tensor own = arena.Allocate(new Shape(state.Shape[0], layer.StateSize));
                layer.StartState(backend, own);
                backend.ColumnsForward(own, 0, state, first, layer.StateSize);
                first += layer.StateSize;
            }
        }
    }

    /// <summary>Steps a layer whose state is some columns of a larger one. The columns are copied out and in again,
    /// except for a single stream, because its columns are contiguous.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[S, the layer's inputs].</param>
    /// <param name="output">[S, the layer's outputs], overwritten.</param>
    /// <param name="state">[S, all states].</param>
    /// <param name="first">The first column of its state.</param>
    /// <param name="own">[S·its state's values], overwritten.</param>
    /// <param name="scratch">The layer's scratch.</param>
    private static void StepPart(
        Backend backend, SequenceLayer layer, Tensor input, Tensor output, Tensor state, int first, Tensor own,
        Tensor scratch)
    {
        if (layer.StateSize == 0)
        {
            layer.Step(backend, input, output, default, scratch);
            return;
        }

        int streams = input.Shape[0];
        if (streams == 1)
        {
            Tensor part = state.Reshape(new Shape(state.Length, 1)).Rows(first, layer.StateSize);
            layer.Step(backend, input, output, part.Reshape(new Shape(1, layer.StateSize)), scratch);
            return;
        }

        Tensor held = own.Reshape(new Shape(own.Length, 1)).Rows(0, streams * layer.StateSize)
            .Reshape(new Shape(streams, layer.StateSize));
        backend.ColumnsForward(state, first, held, 0, layer.StateSize);
        layer.Step(backend, input, output, held, scratch);
        backend.ColumnsForward(held, 0, state, first, layer.StateSize);
    }

    private static SegmentOrder Both(SegmentOrder a, SegmentOrder b) =>
        a == SegmentOrder.Either ? b : b == SegmentOrder.Either || a == b ? a : SegmentOrder.None;
}
