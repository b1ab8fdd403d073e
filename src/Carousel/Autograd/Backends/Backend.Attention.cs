using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>Multi-head self-attention over packed sequences. Kernel: AttentionKernel.</summary>
    /// <param name="size">Sizes, and which steps a step sees.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, 3D]: query, key and value.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; no tensor where sequences start here.</param>
    /// <param name="y">[N, D], overwritten.</param>
    /// <param name="logSum">[N, heads], overwritten with what AttentionBackward needs; or no tensor.</param>
    /// <param name="finalState">[B, StateSize], overwritten, in the caller's order; or no tensor.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void AttentionForward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor finalState)
    {
    }

    /// <summary>The gradient of AttentionForward. Nothing flows into the state.</summary>
    /// <param name="size">As given to AttentionForward.</param>
    /// <param name="packing">As given to AttentionForward.</param>
    /// <param name="x">As given to AttentionForward.</param>
    /// <param name="initialState">As given to AttentionForward.</param>
    /// <param name="y">[N, D], as left by AttentionForward.</param>
    /// <param name="logSum">[N, heads], as left by AttentionForward.</param>
    /// <param name="dy">[N, D].</param>
    /// <param name="dx">[N, 3D], added to.</param>
    internal virtual void AttentionBackward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor dy,
        Tensor dx)
    {
    }

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="size">Sizes, with a window.</param>
    /// <param name="x">[S, 3D].</param>
    /// <param name="y">[S, D], overwritten.</param>
    /// <param name="state">[S, StateSize], read and overwritten.</param>
    /// <param name="scratch">S·(2·w + D + 16) values, overwritten.</param>
    internal virtual void AttentionStep(AttentionSize size, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <summary>Adds to each step the sines and cosines of its position. Kernel: PositionalEncodingKernel.</summary>
    /// <param name="turns">[F / 2, rounded up]: turns a step of each pair of features.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="initialState">[B, 2] in the caller's order; no tensor where sequences start here.</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    /// <param name="finalState">[B, 2], overwritten, in the caller's order.</param>
    internal virtual void PositionalEncodingForward(
        double[] turns, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor finalState)
    {
    }

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="turns">As given to PositionalEncodingForward.</param>
    /// <param name="x">[S, F].</param>
    /// <param name="y">[S, F], overwritten; not x.</param>
    /// <param name="state">[S, 2], read and overwritten.</param>
    internal virtual void PositionalEncodingStep(double[] turns, Tensor x, Tensor y, Tensor state)
    {
    }
}
