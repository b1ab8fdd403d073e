using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>
    /// Gradient descent with momentum: v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v).
    /// </summary>
    /// <param name="numbers">η, μ and the form.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="velocity">[n], read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    internal virtual void SgdStep(SgdKernel numbers, Tensor gradient, Tensor velocity, Tensor value)
    {
    }

    /// <summary>RMSprop: s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε).</summary>
    /// <param name="numbers">η, ρ, ε.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="square">[n], read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    internal virtual void RmsPropStep(RmsPropKernel numbers, Tensor gradient, Tensor square, Tensor value)
    {
    }

    /// <summary>Adam and AdamW: see <see cref="AdamKernel"/>.</summary>
    /// <param name="numbers">η, β₁, β₂, ε, the corrections, and what the decay leaves.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="mean">[n], read and overwritten.</param>
    /// <param name="square">[n], read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    internal virtual void AdamStep(AdamKernel numbers, Tensor gradient, Tensor mean, Tensor square, Tensor value)
    {
    }

    /// <summary>Σ x². Not finite exactly where a value is not finite or the sum is beyond single precision.</summary>
    /// <param name="values">[n].</param>
    /// <returns>The sum.</returns>
    internal virtual float SumOfSquares(Tensor values) => 0;

    /// <summary>x ← factor·x.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="values">[n], read and overwritten.</param>
    internal virtual void ScaleInPlace(float factor, Tensor values)
    {
    }

    /// <summary>x ← min(max(x, −limit), limit).</summary>
    /// <param name="limit">The largest magnitude left.</param>
    /// <param name="values">[n], read and overwritten.</param>
    internal virtual void ClampInPlace(float limit, Tensor values)
    {
    }
}
