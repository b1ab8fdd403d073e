using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>Values of <c>saved</c> that CrfForward fills for CrfBackward.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="labels">C.</param>
    /// <returns>How many.</returns>
    internal static int CrfSavedLength(Packing packing, int labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentOutOfRangeException.ThrowIfNegative(labels);
        return BufferLength.Of((packing.Rows * ((3L * labels) + 1)) + packing.BatchSize);
    }

    /// <summary>loss = Σ over sequences −ln p(labels | scores) / N.</summary>
    /// <param name="call">What it works on.</param>
    internal virtual void CrfForward(in CrfCall call)
    {
    }

    /// <summary>The gradients of CrfForward, each times dLoss.</summary>
    /// <param name="call">As left by CrfForward, and the gradients.</param>
    internal virtual void CrfBackward(in CrfCall call)
    {
    }

    /// <summary>The likeliest labels of each sequence.</summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C].</param>
    /// <param name="start">[C].</param>
    /// <param name="transition">[C, C].</param>
    /// <param name="end">[C].</param>
    /// <param name="labels">[N, 1] or [N], overwritten.</param>
    internal virtual void CrfDecode(
        Packing packing, Tensor scores, Tensor start, Tensor transition, Tensor end, Tensor labels)
    {
    }
}
