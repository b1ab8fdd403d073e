using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Two layers over the same sequences, one from the first step to the last, one from the last to the first; their
/// outputs stand side by side.
/// </summary>
/// <remarks>Schuster and Paliwal 1997. The state is the forward layer's, then the reverse layer's.</remarks>
public sealed class Bidirectional : SequenceLayer
{
    private readonly SequenceLayer _forward;
    private readonly SequenceLayer _reverse;

    /// <summary>A layer of two directions.</summary>
    /// <param name="forward">Runs from the first step to the last; <c>forward</c> in files.</param>
    /// <param name="reverse">Runs from the last step to the first: made with <c>reverse: true</c>; <c>reverse</c> in
    /// files.</param>
    /// <exception cref="ArgumentException">The input sizes differ, or the layers do not run in these
    /// directions.</exception>
    public Bidirectional(SequenceLayer forward, SequenceLayer reverse)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(reverse);
        if (forward.InputSize != reverse.InputSize)
        {
            throw new ArgumentException(
                $"The forward layer takes {forward.InputSize} features, the reverse layer {reverse.InputSize}.",
                nameof(reverse));
        }

        if (!forward.IsCausal || reverse.IsCausal)
        {
            throw new ArgumentException(
                "The first layer must run from the first step to the last, the second, made with reverse: true, from "
                + "the last to the first.", nameof(reverse));
        }

        (_forward, _reverse) = (AddLayer("forward", forward), AddLayer("reverse", reverse));
    }

    /// <inheritdoc/>
    public override int InputSize => _forward.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _forward.OutputSize + _reverse.OutputSize;

    /// <inheritdoc/>
    public override int StateSize => _forward.StateSize + _reverse.StateSize;

    /// <inheritdoc/>
    public override bool IsCausal => false;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        (Variable ahead, Variable aheadState) = _forward.Forward(
            tape, input, packing, Part(tape, initialState, 0, _forward));
        (Variable back, Variable backState) = _reverse.Forward(
            tape, input, packing, Part(tape, initialState, _forward.StateSize, _reverse));
        Variable states = aheadState.IsNone ? backState
            : backState.IsNone ? aheadState
            : tape.Concatenate(aheadState, backState);
        return new SequenceOutput(tape.Concatenate(ahead, back), states);
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        throw new NotSupportedException($"The layer '{Path}' reads later steps and cannot run step by step.");

    /// <inheritdoc/>
    public override void StartState(Backend backend, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(backend);
        using var arena = new Arena(backend, blockLength: 1024);
        int first = 0;
        foreach (SequenceLayer layer in new[] { _forward, _reverse }.Where(layer => layer.StateSize > 0))
        {
            Tensor own = arena.Allocate(new Shape(state.Shape[0], layer.StateSize));
            layer.StartState(backend, own);
            backend.ColumnsForward(own, 0, state, first, layer.StateSize);
            first += layer.StateSize;
        }
    }

    private static Variable Part(Tape tape, Variable state, int first, SequenceLayer layer) =>
        state.IsNone || layer.StateSize == 0 ? default : tape.SliceColumns(state, first, layer.StateSize);
}
