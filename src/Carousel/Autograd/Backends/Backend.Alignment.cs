using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>
    /// Values of <c>saved</c> that CtcForward fills for CtcBackward: 2U + 4 for each step of a sequence with U labels,
    /// and one for each sequence.
    /// </summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="labels">The labels of each sequence.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">More than one tensor can hold.</exception>
    internal static int CtcSavedLength(Packing packing, LabelSequences labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.BatchSize != packing.BatchSize)
        {
            throw new ArgumentException(
                $"labels: expected labels of {packing.BatchSize} sequences, as many as are packed, but got those "
                + $"of {labels.BatchSize}.", nameof(labels));
        }

        long length = (long)packing.Rows + packing.BatchSize;
        for (int place = 0; place < packing.BatchSize; place++)
        {
            length += CtcKernel.AheadLength(packing.Lengths[place], labels[packing.Order[place]].Length);
        }

        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentException(
                $"labels: {labels.Count} labels of {packing.BatchSize} sequences over {packing.Rows} steps need "
                + $"{length} values, but a tensor holds {Array.MaxLength}. Take fewer or shorter sequences at once.",
                nameof(labels));
    }

    /// <summary>loss = Σ over sequences −ln p(labels | scores) / B.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C]; class 0 is the blank.</param>
    /// <param name="labels">For each of the B sequences, 1 … C − 1.</param>
    /// <param name="saved">[CtcSavedLength], overwritten, for CtcBackward.</param>
    /// <param name="loss">[1], overwritten.</param>
    internal virtual void CtcForward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor loss)
    {
    }

    /// <summary>The gradient of CtcForward, times dLoss.</summary>
    /// <param name="packing">As given to CtcForward.</param>
    /// <param name="scores">As given to CtcForward.</param>
    /// <param name="labels">As given to CtcForward.</param>
    /// <param name="saved">As left by CtcForward.</param>
    /// <param name="dLoss">[1].</param>
    /// <param name="dScores">[N, C], added to.</param>
    internal virtual void CtcBackward(
        Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor dLoss, Tensor dScores)
    {
    }
}
