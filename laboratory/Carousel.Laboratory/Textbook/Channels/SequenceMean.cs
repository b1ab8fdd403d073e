using Carousel.Autograd;
using Carousel.Data;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Channels;

/// <summary>At every step the mean of each channel over all steps of the sequence (global average pooling).</summary>
/// <param name="channels">C.</param>
internal sealed class SequenceMean(int channels) : WholeSequenceLayer
{
    /// <inheritdoc/>
    public override int InputSize => channels;

    /// <inheritdoc/>
    protected override Variable Apply(Tape tape, Variable input, Packing packing)
    {
        var sequences = new int[packing.Rows];
        for (int b = 0; b < packing.BatchSize; b++)
        {
            for (int t = 0; t < packing.Lengths[b]; t++)
            {
                sequences[packing.Row(b, t)] = b;
            }
        }

        return GatherOp.Apply(tape, PoolingOp.Apply(tape, PoolingKind.Mean, input, packing), sequences);
    }
}
