using Carousel.Data;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>Values of <c>saved</c> that CrfForward fills for CrfBackward.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="labels">C.</param>
    /// <returns>How many.</returns>
    public static int CrfSavedLength(Packing packing, int labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentOutOfRangeException.ThrowIfNegative(labels);
        return BufferLength.Of((packing.Rows * ((3L * labels) + 1)) + packing.BatchSize);
    }

    /// <summary>loss = Σ over sequences −ln p(labels | scores) / N.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C].</param>
    /// <param name="labels">[N, 1] or [N], whole numbers 0 … C − 1.</param>
    /// <param name="start">[C], of labels at the first step.</param>
    /// <param name="transition">[C, C], of the column's label right after the row's.</param>
    /// <param name="end">[C], of labels at the last step.</param>
    /// <param name="saved">[CrfSavedLength], overwritten, for CrfBackward.</param>
    /// <param name="loss">[1], overwritten.</param>
    public virtual void CrfForward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor loss)
    {
    }

    /// <summary>The gradients of CrfForward, each times dLoss.</summary>
    /// <param name="packing">As given to CrfForward.</param>
    /// <param name="scores">As given to CrfForward.</param>
    /// <param name="labels">As given to CrfForward.</param>
    /// <param name="start">As given to CrfForward.</param>
    /// <param name="transition">As given to CrfForward.</param>
    /// <param name="end">As given to CrfForward.</param>
    /// <param name="saved">As left by CrfForward; places to work in it are overwritten.</param>
    /// <param name="dLoss">[1].</param>
    /// <param name="dScores">[N, C], added to.</param>
    /// <param name="dStart">[C], added to.</param>
    /// <param name="dTransition">[C, C], added to.</param>
    /// <param name="dEnd">[C], added to.</param>
    public virtual void CrfBackward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor dLoss,
        Tensor dScores, Tensor dStart, Tensor dTransition, Tensor dEnd)
    {
    }

    /// <summary>The likeliest labels of each sequence.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C].</param>
    /// <param name="start">[C].</param>
    /// <param name="transition">[C, C].</param>
    /// <param name="end">[C].</param>
    /// <param name="labels">[N, 1] or [N], overwritten.</param>
    public virtual void CrfDecode(
        Packing packing, Tensor scores, Tensor start, Tensor transition, Tensor end, Tensor labels)
    {
    }
}
