using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Training;

/// <summary>A layer that runs only over whole sequences, from their start, and keeps the number of features.</summary>
internal abstract class WholeSequenceLayer : SequenceLayer
{
    /// <inheritdoc/>
    public sealed override int OutputSize => InputSize;

    /// <inheritdoc/>
    public sealed override bool IsCausal => false;

    /// <inheritdoc/>
    public sealed override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <inheritdoc/>
    public sealed override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        throw new NotSupportedException($"The layer '{Path}' runs only over whole sequences.");

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, InputSize].</returns>
    protected abstract Variable Apply(Tape tape, Variable input, Packing packing);
}
