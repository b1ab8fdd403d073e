using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>Attention of rows over the sequences of a memory. Kernel: CrossAttentionKernel.</summary>
    /// <param name="looks">At which sequence each row looks.</param>
    /// <param name="memory">How the memory's rows lie.</param>
    /// <param name="query">[Q, A].</param>
    /// <param name="keys">[N, A].</param>
    /// <param name="values">[N, D].</param>
    /// <param name="score">[A]: v of additive scores; no tensor for products.</param>
    /// <param name="context">[Q, D], overwritten.</param>
    /// <param name="weights">[Q, T], overwritten; 0 behind a sequence's end.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void CrossAttentionForward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor context,
        Tensor weights)
    {
    }

    /// <summary>The gradient of CrossAttentionForward.</summary>
    /// <param name="looks">As given to CrossAttentionForward.</param>
    /// <param name="memory">As given to CrossAttentionForward.</param>
    /// <param name="query">As given to CrossAttentionForward.</param>
    /// <param name="keys">As given to CrossAttentionForward.</param>
    /// <param name="values">As given to CrossAttentionForward.</param>
    /// <param name="score">As given to CrossAttentionForward.</param>
    /// <param name="weights">[Q, T], as left by CrossAttentionForward.</param>
    /// <param name="dContext">[Q, D].</param>
    /// <param name="dQuery">[Q, A], added to; or no tensor.</param>
    /// <param name="dKeys">[N, A], added to; or no tensor.</param>
    /// <param name="dValues">[N, D], added to; or no tensor.</param>
    /// <param name="dScore">[A], added to; or no tensor.</param>
    internal virtual void CrossAttentionBackward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor weights,
        Tensor dContext, Tensor dQuery,
        Tensor dKeys, Tensor dValues, Tensor dScore)
    {
    }
}
