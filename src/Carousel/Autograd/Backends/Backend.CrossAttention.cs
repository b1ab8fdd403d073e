using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>Attention of rows over the sequences of a memory. Kernel: CrossAttentionKernel.</summary>
    /// <param name="call">What it works on.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void CrossAttentionForward(in CrossAttentionCall call)
    {
    }

    /// <summary>The gradient of CrossAttentionForward.</summary>
    /// <param name="call">As left by CrossAttentionForward, and the gradients.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void CrossAttentionBackward(in CrossAttentionCall call)
    {
    }
}
