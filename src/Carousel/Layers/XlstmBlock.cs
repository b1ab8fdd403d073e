using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A residual block of xLSTM: y = x + mix(norm(x)), where mix contains an mLSTM or an sLSTM. After an sLSTM follows
/// y + map(norm(y)), a gated map of each step.
/// </summary>
/// <remarks>
/// <para>
/// M. Beck, K. Pöppel, M. Spanring and others, "xLSTM: Extended Long Short-Term Memory", 2024 (arXiv 2405.04517),
/// section 2.4 and figures 10 and 11 of the appendix; sizes and first values as in the authors' program. Equations:
/// docs/derivations/xlstm.md.
/// </para>
/// <para>
/// Inputs and outputs are [N, D]. Layers inside: <c>norm</c>, <c>mix</c>, and for an sLSTM <c>map_norm</c> and
/// <c>map</c>. The state is the cell's, then the last three inputs of the convolution; gradients flow only into the
/// first.
/// </para>
/// </remarks>
public sealed class XlstmBlock : SequenceLayer
{
    private const int Multiple = 64;

    private readonly LayerNorm _norm;
    private readonly BlockMixer _mix;
    private readonly LayerNorm? _mapNorm;
    private readonly GatedMap? _map;
    private readonly Dropout? _mixDropout;
    private readonly Dropout? _mapDropout;

    /// <summary>A block.</summary>
    /// <param name="cell">The cell inside: <see cref="CellKind.Mlstm"/> or <see cref="CellKind.Slstm"/>.</param>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="heads">Heads of the cell; 0 for the default of the cell.</param>
    /// <param name="innerSize">Units inside: of an mLSTM; of the gated map after an sLSTM. 0 for 2, or 1.3, times the
    /// features, rounded up to a multiple of 64.</param>
    /// <param name="dropout">Share dropped, in training, of what each part adds; 0 or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or the heads don't divide the
    /// units.</exception>
    /// <exception cref="ArgumentException">An mLSTM's units can't be divided into groups of 4.</exception>
    /// <exception cref="NotSupportedException">The cell has no such block.</exception>
    public XlstmBlock(CellKind cell, int size, int heads = 0, int innerSize = 0, float dropout = 0)
        : this(cell, size, new XlstmBlockOptions { Heads = heads, InnerSize = innerSize, Dropout = dropout })
    {
    }

    /// <summary>A block of a stack.</summary>
    /// <param name="cell">The cell inside.</param>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="options">What the block leaves open.</param>
    internal XlstmBlock(CellKind cell, int size, XlstmBlockOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(options.InnerSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Blocks, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Position, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Position, options.Blocks, nameof(options));
        if (cell is not (CellKind.Mlstm or CellKind.Slstm))
        {
            throw new NotSupportedException(
                $"An xLSTM block cannot contain {RecurrentCell.All[(int)cell].WithArticle}: "
                + "use an mLSTM or an sLSTM.");
        }

        (Cell, DropoutRate) = (cell, options.Dropout);

        // As the authors': what a block adds to the sum over all of them is the smaller the more there are.
        var last = new Uniform(Math.Sqrt(3) * 2 / (options.Blocks * Math.Sqrt(size)));
        _norm = AddLayer("norm", new LayerNorm(size));
        _mix = AddLayer<BlockMixer>(
            "mix", cell == CellKind.Mlstm ? new MatrixMixer(size, options, last) : new ScalarMixer(size, options));
        if (cell == CellKind.Slstm)
        {
            _mapNorm = AddLayer("map_norm", new LayerNorm(size));
            _map = AddLayer(
                "map", new GatedMap(size, options.InnerSize > 0 ? options.InnerSize : Rounded(1.3 * size), last));
        }

        if (options.Dropout != 0)
        {
            _mixDropout = AddLayer("mix_dropout", new Dropout(size, options.Dropout));
            _mapDropout = _map is null ? null : AddLayer("map_dropout", new Dropout(size, options.Dropout));
        }
    }

    /// <summary>The cell inside.</summary>
    internal CellKind Cell { get; }

    /// <summary>Heads of the cell.</summary>
    internal int Heads => _mix.Heads;

    /// <summary>Units inside: of an mLSTM; of the gated map after an sLSTM.</summary>
    internal int InnerSize => _map?.Units ?? _mix.Units;

    /// <summary>Share dropped of what each part adds.</summary>
    internal float DropoutRate { get; }

    /// <inheritdoc/>
    public override int InputSize => _norm.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _norm.InputSize;

    /// <inheritdoc/>
    public override int StateSize => _mix.StateSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        (Variable mixed, Variable finalState) = _mix.Forward(
            tape, _norm.Apply(tape, input, packing), packing, initialState);
        Variable y = tape.Add(input, Dropout.Apply(_mixDropout, tape, mixed, packing));
        if (_map is not null)
        {
            Variable mapped = _map.Forward(tape, _mapNorm!.Apply(tape, y, packing), packing).Hidden;
            y = tape.Add(y, Dropout.Apply(_mapDropout, tape, mapped, packing));
        }

        return new SequenceOutput(y, finalState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        (streams * ((2 * InputSize) + 1))
            + Math.Max(_mix.StepScratchLength(streams), _map?.StepScratchLength(streams) ?? 0);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        int streams = input.Shape[0];
        var room = new StepRoom(scratch);
        Tensor normalized = room.Take(streams, InputSize), part = room.Take(streams, InputSize),
            scale = room.Take(streams), rest = room.Take(scratch.Length - (streams * ((2 * InputSize) + 1)));
        _norm.Step(backend, input, normalized, default, scale);
        _mix.Step(backend, normalized, part, state, rest);
        backend.Combine(1, input, 1, part, output);
        if (_map is not null)
        {
            _mapNorm!.Step(backend, output, normalized, default, scale);
            _map.Step(backend, normalized, part, default, rest);
            backend.Combine(1, output, 1, part, output);
        }
    }

    /// <summary>Units rounded up to a multiple of 64, as in the authors' program.</summary>
    internal static int Rounded(double units) => checked((int)Math.Ceiling(units / Multiple) * Multiple);

    /// <summary>The limit of uniform first values with the variance 2 / (5·D) of the authors' normal ones.</summary>
    internal static double SmallLimit(int size) => Math.Sqrt(3 * 2 / (5.0 * size));
}
