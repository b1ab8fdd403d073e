using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A layer of a recurrent cell: W, R and b, and a state that goes from step to step.</summary>
public abstract class RecurrentLayer : SequenceLayer
{
    private readonly Parameter? _recurrent;

    /// <summary>W, R where the cell has recurrent weights, and b, in this order.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="settings">Sizes and options.</param>
    /// <param name="gates">G, where it is not the cell's; 0 for the cell's.</param>
    /// <param name="headUnits">Units of a head, which alone see each other; 0 for all.</param>
    /// <param name="headRows">Rows of W and b behind those of the units, of gates of a head.</param>
    private protected RecurrentLayer(
        RecurrentCell cell, CellSettings settings, int gates = 0, int headUnits = 0, int headRows = 0)
    {
        (int inputSize, int hiddenSize) = settings;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        (Cell, HiddenSize, IsReverse) = (cell, hiddenSize, settings.Reverse);
        OutputSize = settings.Projection > 0 ? settings.Projection : hiddenSize;
        gates = gates > 0 ? gates : cell.GateCount;
        int rows = (gates * hiddenSize) + headRows;
        InputSize = inputSize;
        W = AddParameter("W", new Shape(rows, inputSize), settings.InputInitializer ?? new Glorot(), gates);
        _recurrent = cell.HasRecurrentWeights
            ? AddParameter(
                "R", new Shape(rows, headUnits > 0 ? headUnits : OutputSize),
                settings.RecurrentInitializer ?? new Orthogonal(), headUnits > 0 ? rows / headUnits : gates)
            : null;
        B = AddParameter("b", new Shape(rows), settings.BiasInitializer ?? Constant.Zero, gates);
    }

    /// <inheritdoc/>
    internal sealed override string KindName => GetType().IsGenericType ? Cell.Name : base.KindName;

    /// <summary>A layer of any cell, with the cell's own beginnings.</summary>
    /// <param name="kind">Which cell.</param>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <returns>The layer, not yet built.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there is no such cell.</exception>
    public static RecurrentLayer Of(CellKind kind, int inputSize, int hiddenSize, bool reverse = false) =>
        Of(kind, inputSize, hiddenSize, new CellOptions(), reverse);

    /// <summary>A layer of any cell, where the cell leaves something open.</summary>
    /// <param name="kind">Which cell.</param>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="options">What it leaves open.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <returns>The layer, not yet built.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or there is no such cell.</exception>
    /// <exception cref="NotSupportedException">The cell has not what an option asks for.</exception>
    public static RecurrentLayer Of(
        CellKind kind, int inputSize, int hiddenSize, CellOptions options, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RecurrentCell.Of(kind).Make(
            new CellSettings(inputSize, hiddenSize) { Options = options, Reverse = reverse });
    }

    /// <summary>Which cell.</summary>
    internal RecurrentCell Cell { get; }

    /// <summary>What the cell leaves open, as the layer was made.</summary>
    internal CellOptions OpenOptions { get; private protected init; } = new();

    /// <inheritdoc/>
    public sealed override int InputSize { get; }

    /// <summary>H: hidden units.</summary>
    public int HiddenSize { get; }

    /// <inheritdoc/>
    public sealed override int OutputSize { get; }

    /// <inheritdoc/>
    public sealed override int StateSize =>
        OutputSize + (Computed?.RestLength ?? ((Cell.States.Count - 1) * HiddenSize));

    /// <inheritdoc/>
    public sealed override bool IsCausal => !IsReverse;

    /// <summary>Whether the layer runs from the last step to the first.</summary>
    public bool IsReverse { get; }

    /// <summary>[G·H, I], rows by gate, then by unit; behind them those of gates of a head, by gate, then by head.
    /// </summary>
    public Parameter W { get; }

    /// <summary>[G·H, P], rows as W's; P is H unless the layer projects; of a cell with heads the units of one.
    /// </summary>
    /// <exception cref="NotSupportedException">The cell has no recurrent weights.</exception>
    public Parameter R => _recurrent ?? throw new NotSupportedException(
        $"The layer '{Path}' is {Cell.WithArticle}, whose gates read only the input: it has no recurrent weights R.");

    /// <summary>[G·H], as the rows of W.</summary>
    public Parameter B { get; }

    /// <summary>
    /// [H], the bias inside the reset gate; <c>null</c> for a cell without, and where the reset gate acts before the
    /// recurrent product.
    /// </summary>
    public Parameter? Q { get; private protected init; }

    /// <summary>Heads that hold a matrix each; 0 for a layer without.</summary>
    internal virtual int Heads => 0;

    /// <summary>Whether the equations are the cell's own, without variants.</summary>
    internal virtual bool IsPlain => true;

    /// <inheritdoc/>
    internal override SegmentOrder Segments => IsReverse ? SegmentOrder.Reverse : SegmentOrder.Forward;

    /// <summary>What the backend takes to compute the layer; null where it is computed in another way.</summary>
    private protected virtual RecurrentParameters? Computed => null;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (BySegments(tape, input, packing, initialState) is { } bySegments)
        {
            return bySegments;
        }

        (Variable hidden, Variable finalState) = RecurrentOp.Apply(
            tape, Computed!, packing, input, initialState, IsReverse);
        return new SequenceOutput(hidden, finalState);
    }

    /// <inheritdoc/>
    public sealed override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (IsReverse)
        {
            throw new NotSupportedException($"The layer '{Path}' runs from the last step to the first and can't step.");
        }

        Advance(backend, input, output, state, scratch);
    }

    /// <summary>A step, as <see cref="Step"/>, of a layer that runs from the first step to the last.</summary>
    private protected virtual void Advance(
        Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        backend.RecurrentStep(Computed!, input, output, state, scratch);

    /// <inheritdoc/>
    internal sealed override bool TryStep(
        Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state) =>
        !IsReverse && Computed is { } computed && backend.TryRecurrentStep(computed, input, output, state);
}
