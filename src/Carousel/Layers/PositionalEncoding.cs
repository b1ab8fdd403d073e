using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Adds to each step the sines and cosines of its position, of wavelengths from 2π to 20000π steps: by themselves,
/// attention layers do not know the order of steps.
/// </summary>
/// <remarks>
/// Vaswani and others 2017, section 3.5. Derivation: docs/derivations/layers.md. The state is the number of steps
/// taken. There is nothing to train.
/// </remarks>
internal sealed class PositionalEncoding : SequenceLayer
{
    private readonly double[] _turns;

    /// <summary>A layer.</summary>
    /// <param name="size">Features of a step, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public PositionalEncoding(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        InputSize = size;
        _turns = PositionalEncodingKernel.Turns(size, 10000);
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize => InputSize;

    /// <inheritdoc/>
    public override int StateSize => PositionalEncodingKernel.StateSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        (Variable output, Variable finalState) = PositionalEncodingOp.Apply(tape, _turns, packing, input, initialState);
        return new SequenceOutput(output, finalState);
    }

    /// <inheritdoc/>
    public override void Step(
        Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        backend.PositionalEncodingStep(_turns, input, output, state);
    }
}
