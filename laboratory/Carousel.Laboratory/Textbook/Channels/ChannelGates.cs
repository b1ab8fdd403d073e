using Carousel.Autograd;
using Carousel.Data;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Channels;

/// <summary>
/// Squeeze and excitation (Hu, Shen and Sun 2018): y = x ⊙ σ(W₂ · relu(W₁ m)), where m is the mean of each channel
/// over the sequence.
/// </summary>
internal sealed class ChannelGates : WholeSequenceLayer
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
    protected override Variable Apply(Tape tape, Variable input, Packing packing) =>
        MultiplyOp.Apply(tape, input, _gates.Forward(tape, input, packing).Hidden);
}
