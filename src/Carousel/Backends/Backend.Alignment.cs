using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>Values of <c>saved</c> that CtcForward fills for CtcBackward.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="labels">The labels of each sequence.</param>
    /// <returns>How many.</returns>
    public static int CtcSavedLength(Packing packing, LabelSequences labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentNullException.ThrowIfNull(labels);
        return checked((packing.Rows * ((2 * labels.Longest) + 4)) + packing.BatchSize);
    }

    /// <summary>loss = Σ over sequences −ln p(labels | scores) / B.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C]; class 0 is the blank.</param>
    /// <param name="labels">For each of the B sequences, 1 … C − 1.</param>
    /// <param name="saved">[CtcSavedLength], overwritten, for CtcBackward.</param>
    /// <param name="loss">[1], overwritten.</param>
    public abstract void CtcForward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor loss);

    /// <summary>The gradient of CtcForward, times dLoss.</summary>
    /// <param name="packing">As given to CtcForward.</param>
    /// <param name="scores">As given to CtcForward.</param>
    /// <param name="labels">As given to CtcForward.</param>
    /// <param name="saved">As left by CtcForward.</param>
    /// <param name="dLoss">[1].</param>
    /// <param name="dScores">[N, C], added to.</param>
    public abstract void CtcBackward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor dLoss, Tensor dScores);
}
