using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>y = x·Wᵀ + b.</summary>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O], or no tensor.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="y">[N, O], overwritten.</param>
    internal virtual void DenseForward(Parameter weight, Tensor bias, Tensor x, Tensor y)
    {
    }

    /// <summary>y = f(x·Wᵀ + b) of one row that lies with the caller, where the backend can do without tensors for it.
    /// </summary>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O], or no tensor.</param>
    /// <param name="function">f; null for none.</param>
    /// <param name="x">[I].</param>
    /// <param name="y">[O], overwritten.</param>
    /// <returns>False where nothing was done, and <see cref="DenseForward"/> is to be called.</returns>
    internal virtual bool TryDenseStep(
        Parameter weight, Tensor bias, ElementwiseFunction? function, ReadOnlySpan<float> x, Span<float> y) => false;

    /// <summary>dx += dy·W, dW += dyᵀ·x, db += Σₙ dy[n], the sums over rows from the last step to the first.</summary>
    /// <param name="weight">[O, I], as given to DenseForward.</param>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <param name="x">[N, I], as given to DenseForward.</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dWeight">[O, I], added to, or no tensor.</param>
    /// <param name="dBias">[O], added to, or no tensor.</param>
    internal virtual void DenseBackward(
        Parameter weight, Packing? packing, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
    }
}
