using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>y = gain⊙(x − mean)/√(variance + ε) + bias, row by row.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="gain">[F].</param>
    /// <param name="bias">[F].</param>
    /// <param name="normalized">[N, F], overwritten, for LayerNormBackward; may be y where there is none.</param>
    /// <param name="scale">[N], overwritten, for LayerNormBackward.</param>
    /// <param name="y">[N, F], overwritten.</param>
    internal virtual void LayerNormForward(
        float epsilon, Tensor x, Tensor gain, Tensor bias, Tensor normalized, Tensor scale, Tensor y)
    {
    }

    /// <summary>The gradients of LayerNormForward.</summary>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <param name="gain">[F], as given to LayerNormForward.</param>
    /// <param name="normalized">[N, F], as left by LayerNormForward.</param>
    /// <param name="scale">[N], as left by LayerNormForward.</param>
    /// <param name="dy">[N, F].</param>
    /// <param name="dx">[N, F], added to, or no tensor.</param>
    /// <param name="dGain">[F], added to, or no tensor.</param>
    /// <param name="dBias">[F], added to, or no tensor.</param>
    internal virtual void LayerNormBackward(
        Packing? packing, Tensor gain, Tensor normalized, Tensor scale, Tensor dy, Tensor dx, Tensor dGain,
        Tensor dBias)
    {
    }

    /// <summary>Soft-max of each row, or its logarithm.</summary>
    /// <param name="logarithm">True for the logarithm.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="y">[N, C], overwritten; not x.</param>
    /// <exception cref="ArgumentException">y shares values with x.</exception>
    internal virtual void SoftmaxForward(bool logarithm, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradient of SoftmaxForward.</summary>
    /// <param name="logarithm">As given to SoftmaxForward.</param>
    /// <param name="y">[N, C], as left by SoftmaxForward.</param>
    /// <param name="dy">[N, C].</param>
    /// <param name="dx">[N, C], added to.</param>
    internal virtual void SoftmaxBackward(bool logarithm, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <summary>Units set to 0 at random and the rest scaled by 1/(1 − rate).</summary>
    /// <param name="mask">Which units.</param>
    /// <param name="packing">The steps of the rows, drawn by <see cref="Packing.Order"/> and
    /// <see cref="Packing.FirstStep"/>; <c>null</c> for rows in the caller's order without steps.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    internal virtual void DropoutForward(DropoutMask mask, Packing? packing, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradient of DropoutForward.</summary>
    /// <param name="mask">As given to DropoutForward.</param>
    /// <param name="packing">As given to DropoutForward.</param>
    /// <param name="dy">[N, F].</param>
    /// <param name="dx">[N, F], added to.</param>
    internal virtual void DropoutBackward(DropoutMask mask, Packing? packing, Tensor dy, Tensor dx)
    {
    }
}
