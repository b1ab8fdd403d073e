using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// An sLSTM whose input and forget gates see c = silu(convolution(input)), its candidate and output gate the input, and
/// a normalisation of each head.
/// </summary>
/// <remarks>
/// Beck and others 2024, figure 10 of the appendix. Layers inside, with D features: <c>convolution</c> [4, D] and its
/// bias, <c>input_gate</c>, <c>forget_gate</c>, <c>candidate</c> and <c>output_gate</c> [D / heads, D], maps within
/// heads, <c>cell</c> with R and the biases, and <c>norm</c> by head.
/// </remarks>
internal sealed class ScalarMixer : BlockMixer
{
    /// <summary>Where the forget biases of a head begin and end, above the layer's: at 5 and −7 for 1.</summary>
    private const float FirstForget = 4, LastForget = -8;

    private static readonly string[] _names = ["input_gate", "forget_gate", "candidate", "output_gate"];

    private readonly GroupedConvolution[] _gates;
    private readonly HeadNorm _norm;

    /// <summary>A mixer.</summary>
    /// <param name="size">D: features of each step, in and out, and units.</param>
    /// <param name="options">What the block leaves open.</param>
    public ScalarMixer(int size, XlstmBlockOptions options)
    {
        var settings = new CellSettings(size, size)
        {
            IsMapped = true,
            RecurrentInitializer = Constant.Zero,
            Options = new CellOptions { Heads = options.Heads },
        };
        int heads = SlstmDescription.Cell.Heads(settings);
        Convolution = AddLayer(
            "convolution",
            new GroupedConvolution(size, 1, KernelSize, bias: true, new Uniform(1 / Math.Sqrt(KernelSize))));
        _gates =
        [
            .. _names.Select(name => AddLayer(
                name, new GroupedConvolution(
                    size, size / heads, 1, bias: false, new Uniform(XlstmBlock.SmallLimit(size))))),
        ];
        float share = options.Blocks > 1 ? (float)options.Position / (options.Blocks - 1) : 0;
        Cell = AddLayer("cell", SlstmDescription.Cell.Make(settings with
        {
            BiasInitializer = new PowerBias(
                heads, options.ForgetBias + FirstForget, options.ForgetBias + LastForget, 0.3f + (1.3f * share)),
        }));
        _norm = AddLayer("norm", new HeadNorm(size, heads));
    }

    /// <inheritdoc/>
    public override int Heads => Cell.HiddenSize / Cell.R.Shape[1];

    /// <inheritdoc/>
    public override int InputSize => Cell.HiddenSize;

    /// <inheritdoc/>
    public override int OutputSize => Cell.HiddenSize;

    /// <inheritdoc/>
    protected override GroupedConvolution Convolution { get; }

    /// <inheritdoc/>
    protected override RecurrentLayer Cell { get; }

    /// <inheritdoc/>
    protected override (Variable Mixed, Variable Cell, Variable Convolution) Mix(
        Tape tape, Variable input, Packing packing, Variable ofCell, Variable ofConvolution)
    {
        (Variable convolved, Variable seenState) = Convolution.Forward(tape, input, packing, ofConvolution);
        Variable seen = Silu(tape, convolved);
        Variable gates = tape.Concatenate(
            _gates[0].Forward(tape, seen, packing).Hidden, _gates[1].Forward(tape, seen, packing).Hidden,
            _gates[2].Forward(tape, input, packing).Hidden, _gates[3].Forward(tape, input, packing).Hidden);
        (Variable shown, Variable cellState) = Cell.Forward(tape, gates, packing, ofCell);
        return (_norm.Apply(tape, shown, packing), cellState, seenState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        (streams * ((2 * InputSize) + Cell.InputSize)) + PartScratchLength(streams)
            + _norm.StepScratchLength(streams);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        (int streams, int D) = (input.Shape[0], InputSize);
        var room = new StepRoom(scratch);
        Tensor seen = room.Take(streams, D), spare = room.Take(streams, D),
            gates = room.Take(streams, Cell.InputSize), own = room.Take(PartScratchLength(streams)),
            ofNorm = room.Take(_norm.StepScratchLength(streams));
        StepConvolution(backend, input, seen, spare, state, own);
        for (int gate = 0; gate < _gates.Length; gate++)
        {
            _gates[gate].Step(backend, gate < 2 ? seen : input, spare, default, default);
            backend.ColumnsForward(spare, 0, gates, gate * D, D);
        }

        StepCell(backend, gates, spare, state, own);
        _norm.Step(backend, spare, output, default, ofNorm);
    }
}
