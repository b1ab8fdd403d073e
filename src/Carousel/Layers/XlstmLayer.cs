using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A block in the place of a recurrent layer: reads any inputs, in one direction or the other, and holds what it shows.
/// </summary>
/// <remarks>
/// Layers inside: <c>in</c> [D, I], a map without bias to the features of the block, unless they are the inputs;
/// <c>block</c>; and in the last layer of a stack <c>norm</c>. Like that of every recurrent layer the state begins with
/// the outputs; then comes the block's.
/// </remarks>
internal sealed class XlstmLayer : SequenceLayer
{
    private readonly Dense? _in;
    private readonly XlstmBlock _block;
    private readonly LayerNorm? _norm;
    private readonly bool _reverse;

    /// <summary>A layer.</summary>
    /// <param name="cell">The cell inside: <see cref="CellKind.Mlstm"/> or <see cref="CellKind.Slstm"/>.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="size">D: outputs.</param>
    /// <param name="options">What the block leaves open; where it is the last of its stack, the outputs are
    /// normalised.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    public XlstmLayer(CellKind cell, int inputSize, int size, XlstmBlockOptions options, bool reverse = false)
    {
        _in = inputSize == size ? null : AddLayer("in", new Dense(inputSize, size, bias: false));
        _block = AddLayer("block", new XlstmBlock(cell, size, options));
        _norm = options.Position == options.Blocks - 1 ? AddLayer("norm", new LayerNorm(size)) : null;
        (InputSize, _reverse) = (inputSize, reverse);
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize => _block.OutputSize;

    /// <inheritdoc/>
    public override int StateSize => OutputSize + _block.StateSize;

    /// <inheritdoc/>
    public override bool IsCausal => !_reverse;

    /// <summary>Multiply-adds of a step of layers that are made of blocks: one for each weight of a matrix, and those
    /// for updating and reading the matrix memories of heads.</summary>
    /// <param name="layers">The layers, built or not.</param>
    public static long MultiplyAdds(Layer layers) =>
        layers.OwnParameters.Where(p => p.Shape.Rank == 2).Sum(p => (long)p.Shape.Length)
            + (layers is RecurrentLayer { Heads: > 0 } cell ? 2L * cell.HiddenSize * (cell.HiddenSize / cell.Heads) : 0)
            + layers.Layers.Sum(MultiplyAdds);

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        Variable rows = _in is null ? input : _in.Apply(tape, input, packing);
        Variable own = initialState.IsNone
            ? default : tape.SliceColumns(initialState, OutputSize, _block.StateSize);
        (Variable shown, Variable state) = _block.Forward(
            tape, _reverse ? tape.Reverse(rows, packing) : rows, packing, own);
        shown = _norm is null ? shown : _norm.Apply(tape, shown, packing);
        Variable final = tape.Concatenate(tape.LastRows(shown, packing), state);
        return new SequenceOutput(_reverse ? tape.Reverse(shown, packing) : shown, final);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        (streams * (OutputSize + 1 + _block.StateSize)) + _block.StepScratchLength(streams);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        if (_reverse)
        {
            throw new NotSupportedException($"The layer '{Path}' runs from the last step to the first and can't step.");
        }

        int streams = input.Shape[0];
        var room = new StepRoom(scratch);
        Tensor rows = room.Take(streams, OutputSize), scale = room.Take(streams),
            held = room.Take(streams * _block.StateSize), rest = room.Take(_block.StepScratchLength(streams));
        _in?.Step(backend, input, rows, default, default);
        StepRoom.Step(backend, _block, _in is null ? input : rows, output, state, OutputSize, held, rest);
        _norm?.Step(backend, output, output, default, scale);
        backend.ColumnsForward(output, 0, state, 0, OutputSize);
    }
}
