using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Two maps with a gate between them: y = W₂(gelu(g)⊙u), where W₁x is g, then u.</summary>
/// <remarks>Shazeer 2020. Layers inside: <c>up</c> [2U, D] and <c>down</c> [D, U], without biases.</remarks>
internal sealed class GatedMap : SequenceLayer
{
    private readonly Dense _up;
    private readonly Dense _down;

    /// <summary>A map.</summary>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="units">U: units inside.</param>
    /// <param name="last">How the last map begins.</param>
    public GatedMap(int size, int units, Initializer last)
    {
        Units = units;
        _up = AddLayer(
            "up", new Dense(size, 2 * units, bias: false, initializer: new Uniform(XlstmBlock.SmallLimit(size))));
        _down = AddLayer("down", new Dense(units, size, bias: false, initializer: last));
    }

    /// <summary>U: units inside.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override int InputSize => _up.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _down.OutputSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        Variable both = _up.Apply(tape, input, packing);
        Variable gate = tape.Gelu(tape.SliceColumns(both, 0, Units));
        Variable gated = tape.Multiply(gate, tape.SliceColumns(both, Units, Units));
        return new SequenceOutput(_down.Apply(tape, gated, packing), default);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => streams * 4 * Units;

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        int streams = input.Shape[0];
        var room = new StepRoom(scratch);
        Tensor both = room.Take(streams, 2 * Units), gate = room.Take(streams, Units),
            value = room.Take(streams, Units);
        _up.Step(backend, input, both, default, default);
        backend.ColumnsForward(both, 0, gate, 0, Units);
        backend.ColumnsForward(both, Units, value, 0, Units);
        backend.ElementwiseForward(ElementwiseFunction.Gelu, gate, gate);
        backend.Multiply(gate, value, gate);
        _down.Step(backend, gate, output, default, default);
    }
}
