using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>
    /// y[t] = b + Σₖ Wₖ·x[t − before + k·dilation] for each sequence; steps outside it count
    /// as zeros, or as the state.
    /// </summary>
    /// <param name="parameters">Sizes, which steps a step sees, W and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I], packed.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order, the inputs before the first; no tensor for
    /// zeros.</param>
    /// <param name="y">[N, O], packed, overwritten.</param>
    /// <param name="finalState">[B, StateSize], overwritten; no tensor where it is not wanted.</param>
    internal virtual void SequenceConvolutionForward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor y,
        Tensor finalState)
    {
    }

    /// <summary>One step of S independent sequences of a causal convolution, in inference.</summary>
    /// <param name="parameters">Sizes, W and b.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, O], overwritten.</param>
    /// <param name="state">[S, StateSize], read and overwritten; no tensor where it is empty.</param>
    internal virtual void SequenceConvolutionStep(
        SequenceConvolutionParameters parameters, Tensor x, Tensor y, Tensor state)
    {
    }

    /// <summary>The gradients of SequenceConvolutionForward; none with respect to states.</summary>
    /// <param name="parameters">As given to SequenceConvolutionForward.</param>
    /// <param name="packing">As given to SequenceConvolutionForward.</param>
    /// <param name="x">As given to SequenceConvolutionForward.</param>
    /// <param name="initialState">As given to SequenceConvolutionForward.</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dWeight">As the weight, added to, or no tensor.</param>
    /// <param name="dBias">[O], added to, or no tensor.</param>
    internal virtual void SequenceConvolutionBackward(
        SequenceConvolutionParameters parameters, Packing packing, Tensor x, Tensor initialState, Tensor dy, Tensor dx,
        Tensor dWeight, Tensor dBias)
    {
    }

    /// <summary>
    /// y = b + Σ W·x over what the kernel sees from each place of the output; places outside the picture count as
    /// zeros.
    /// </summary>
    /// <param name="parameters">Sizes, W and b.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <param name="y">[B·places, O], overwritten.</param>
    internal virtual void PictureConvolutionForward(PictureConvolutionParameters parameters, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradients of PictureConvolutionForward.</summary>
    /// <param name="parameters">As given to PictureConvolutionForward.</param>
    /// <param name="x">As given to PictureConvolutionForward.</param>
    /// <param name="dy">[B·places, O].</param>
    /// <param name="dx">[B·H·W, C], added to, or no tensor.</param>
    /// <param name="dWeight">[O, K·K·C], added to, or no tensor.</param>
    /// <param name="dBias">[O], added to, or no tensor.</param>
    internal virtual void PictureConvolutionBackward(
        PictureConvolutionParameters parameters, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias)
    {
    }

    /// <summary>The largest or the mean value of each square of a picture, channel by channel.</summary>
    /// <param name="size">Sizes and stride.</param>
    /// <param name="kind">The largest value, or the mean.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <param name="y">[B·places, C], overwritten.</param>
    internal virtual void PicturePoolingForward(PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradient of PicturePoolingForward; the first of equal largest values takes all.</summary>
    /// <param name="size">As given to PicturePoolingForward.</param>
    /// <param name="kind">As given to PicturePoolingForward.</param>
    /// <param name="x">As given to PicturePoolingForward.</param>
    /// <param name="y">As left by PicturePoolingForward.</param>
    /// <param name="dy">[B·places, C].</param>
    /// <param name="dx">[B·H·W, C], added to.</param>
    internal virtual void PicturePoolingBackward(
        PicturePoolingSize size, PicturePoolingKind kind, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }
}
