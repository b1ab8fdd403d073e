using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// An mLSTM between two maps: x and z = W₁ input, c = silu(convolution(x)), q and k from c, v from x, and
/// W₂((norm(mLSTM) + skip⊙c)⊙silu(z)).
/// </summary>
/// <remarks>
/// Beck and others 2024, figure 11 of the appendix. Layers inside, with U units: <c>up</c> [2U, D], <c>convolution</c>
/// [4, U] and its bias, <c>query</c>, <c>key</c> and <c>value</c> [4, U], maps within groups of 4 units, <c>gates</c>
/// [2·heads, 3U] from q, k, v to the input gate, then the forget gate of each head, <c>cell</c> with the biases of all
/// of these, <c>norm</c> by head, <c>skip</c> [1, U] and <c>down</c> [D, U].
/// </remarks>
internal sealed class MatrixMixer : BlockMixer
{
    /// <summary>Units that a query, key or value asks.</summary>
    private const int Group = 4;

    private static readonly string[] _names = ["query", "key", "value"];

    private readonly Dense _up;
    private readonly GroupedConvolution[] _maps;
    private readonly Dense _gates;
    private readonly HeadNorm _norm;
    private readonly GroupedConvolution _skip;
    private readonly Dense _down;
    private readonly int _units;

    /// <summary>A mixer.</summary>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="options">What the block leaves open.</param>
    /// <param name="last">How the last map begins.</param>
    public MatrixMixer(int size, XlstmBlockOptions options, Initializer last)
    {
        _units = options.InnerSize > 0 ? options.InnerSize : XlstmBlock.Rounded(2.0 * size);
        _up = AddLayer(
            "up", new Dense(size, 2 * _units, bias: false, initializer: new Uniform(XlstmBlock.SmallLimit(size))));
        Convolution = AddLayer(
            "convolution",
            new GroupedConvolution(_units, 1, KernelSize, bias: true, new Uniform(1 / Math.Sqrt(KernelSize))));
        _maps =
        [
            .. _names.Select(name => AddLayer(
                name, new GroupedConvolution(
                    _units, Group, 1, bias: false, new Uniform(XlstmBlock.SmallLimit(size))))),
        ];
        RecurrentLayer cell = MlstmDescription.Cell.Make(new CellSettings(_units, _units)
        {
            IsMapped = true,
            ForgetBias = options.ForgetBias,
            Options = new CellOptions { Heads = options.Heads },
        });
        _gates = AddLayer(
            "gates", new Dense(3 * _units, cell.InputSize - (3 * _units), bias: false, initializer: Constant.Zero));
        Cell = AddLayer("cell", cell);
        _norm = AddLayer("norm", new HeadNorm(_units, cell.Heads));
        _skip = AddLayer("skip", new GroupedConvolution(_units, 1, 1, bias: false, Constant.One));
        _down = AddLayer("down", new Dense(_units, size, bias: false, initializer: last));
    }

    /// <inheritdoc/>
    public override int Heads => Cell.Heads;

    /// <inheritdoc/>
    public override int InputSize => _up.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _down.OutputSize;

    /// <inheritdoc/>
    protected override GroupedConvolution Convolution { get; }

    /// <inheritdoc/>
    protected override RecurrentLayer Cell { get; }

    /// <inheritdoc/>
    protected override (Variable Mixed, Variable Cell, Variable Convolution) Mix(
        Tape tape, Variable input, Packing packing, Variable ofCell, Variable ofConvolution)
    {
        Variable both = _up.Apply(tape, input, packing);
        Variable x = tape.SliceColumns(both, 0, _units), z = tape.SliceColumns(both, _units, _units);
        (Variable convolved, Variable seenState) = Convolution.Forward(tape, x, packing, ofConvolution);
        Variable seen = Silu(tape, convolved);
        Variable wide = tape.Concatenate(
            _maps[0].Forward(tape, seen, packing).Hidden, _maps[1].Forward(tape, seen, packing).Hidden,
            _maps[2].Forward(tape, x, packing).Hidden);
        (Variable read, Variable cellState) = Cell.Forward(
            tape, tape.Concatenate(wide, _gates.Apply(tape, wide, packing)), packing, ofCell);
        Variable shown = tape.Add(_norm.Apply(tape, read, packing), _skip.Forward(tape, seen, packing).Hidden);
        return (_down.Apply(tape, tape.Multiply(shown, Silu(tape, z)), packing), cellState, seenState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        (streams * ((9 * _units) + _gates.OutputSize + Cell.InputSize)) + PartScratchLength(streams)
            + _norm.StepScratchLength(streams);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        int streams = input.Shape[0];
        var room = new StepRoom(scratch);
        Tensor both = room.Take(streams, 2 * _units), x = room.Take(streams, _units),
            z = room.Take(streams, _units), seen = room.Take(streams, _units), spare = room.Take(streams, _units),
            wide = room.Take(streams, 3 * _units), gates = room.Take(streams, _gates.OutputSize),
            joined = room.Take(streams, Cell.InputSize), own = room.Take(PartScratchLength(streams)),
            ofNorm = room.Take(_norm.StepScratchLength(streams));
        _up.Step(backend, input, both, default, default);
        backend.ColumnsForward(both, 0, x, 0, _units);
        backend.ColumnsForward(both, _units, z, 0, _units);
        StepConvolution(backend, x, seen, spare, state, own);
        for (int map = 0; map < _maps.Length; map++)
        {
            _maps[map].Step(backend, map < 2 ? seen : x, spare, default, default);
            backend.ColumnsForward(spare, 0, wide, map * _units, _units);
        }

        _gates.Step(backend, wide, gates, default, default);
        backend.ColumnsForward(wide, 0, joined, 0, 3 * _units);
        backend.ColumnsForward(gates, 0, joined, 3 * _units, _gates.OutputSize);
        StepCell(backend, joined, x, state, own);
        _norm.Step(backend, x, spare, default, ofNorm);
        _skip.Step(backend, seen, x, default, default);
        backend.Combine(1, spare, 1, x, x);
        Silu(backend, z, spare);
        backend.Multiply(x, spare, x);
        _down.Step(backend, x, output, default, default);
    }
}
