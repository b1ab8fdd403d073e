using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Channels;

/// <summary>At every step the mean of each channel over all steps of the sequence (global average pooling).</summary>
/// <param name="channels">C.</param>
internal sealed class SequenceMean(int channels) : SequenceLayer
{
    /// <inheritdoc/>
    public override int InputSize => channels;

    /// <inheritdoc/>
    public override int OutputSize => channels;

    /// <inheritdoc/>
    public override bool IsCausal => false;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        var sequences = new int[packing.Rows];
        for (int b = 0; b < packing.BatchSize; b++)
        {
            for (int t = 0; t < packing.Lengths[b]; t++)
            {
                sequences[packing.Row(b, t)] = b;
            }
        }

        return new(
            GatherOp.Apply(tape, PoolingOp.Apply(tape, PoolingKind.Mean, input, packing), sequences), default);
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        throw new NotSupportedException("A mean over all steps cannot run step by step.");
}
