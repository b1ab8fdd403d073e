using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Channels;

/// <summary>
/// Squeeze and excitation (Hu, Shen and Sun 2018): y = x ⊙ σ(W₂ · relu(W₁ m)), where m is the mean of each channel
/// over the sequence.
/// </summary>
internal sealed class ChannelGates : SequenceLayer
{
    private readonly Stack _gates;

    /// <summary>Gates.</summary>
    /// <param name="channels">C.</param>
    /// <param name="reduced">Rectified units between the means and the gates.</param>
    public ChannelGates(int channels, int reduced) => _gates = AddLayer("gates", new Stack(
        new SequenceMean(channels), new Dense(channels, reduced, ElementwiseFunction.Relu),
        new Dense(reduced, channels, ElementwiseFunction.Logistic)));

    /// <inheritdoc/>
    public override int InputSize => _gates.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _gates.InputSize;

    /// <inheritdoc/>
    public override bool IsCausal => false;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(MultiplyOp.Apply(tape, input, _gates.Forward(tape, input, packing).Hidden), default);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        throw new NotSupportedException("Gates of all steps cannot run step by step.");
}
