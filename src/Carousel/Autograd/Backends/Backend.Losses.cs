using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>
    /// The weighted mean of a loss: Σ e·loss / Σ e, where e is the weight, and 0 for a target that is NaN.
    /// </summary>
    /// <param name="function">Which loss, with its numbers.</param>
    /// <param name="predictions">[N, K].</param>
    /// <param name="targets">M values, of the shape <see cref="LossFunction.TargetShape"/>.</param>
    /// <param name="weights">[N] or M values, or no tensor for ones.</param>
    /// <param name="saved">[SavedLength(M)], overwritten, for LossBackward.</param>
    /// <param name="loss">[2], overwritten: the loss and Σ e.</param>
    internal virtual void LossForward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor weights, Tensor saved, Tensor loss)
    {
    }

    /// <summary>dPredictions += dLoss·∂loss/∂predictions.</summary>
    /// <param name="function">Which loss, with its numbers.</param>
    /// <param name="predictions">[N, K], as given to LossForward.</param>
    /// <param name="targets">M values, as given to LossForward.</param>
    /// <param name="saved">As left by LossForward; places to work in it are overwritten.</param>
    /// <param name="dLoss">[1].</param>
    /// <param name="dPredictions">[N, K], added to.</param>
    internal virtual void LossBackward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor saved, Tensor dLoss, Tensor dPredictions)
    {
    }
}
