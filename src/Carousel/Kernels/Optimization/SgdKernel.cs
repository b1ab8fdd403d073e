using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Numbers of a step of gradient descent with momentum.</summary>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Momentum">μ, 0 for none.</param>
/// <param name="Nesterov">Whether the gradient is joined by the momentum once more.</param>
internal readonly record struct SgdNumbers(float Rate, float Momentum, bool Nesterov) : IUpdateRule
{
    static bool IUpdateRule.HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    unsafe void IUpdateRule.Step<V, O>(float* gradient, float* first, float* second, float* value)
    {
        V momentum = O.Broadcast(Momentum);
        V g = O.Load(gradient);
        V v = O.MultiplyAdd(momentum, O.Load(first), g);
        V direction = Nesterov ? O.MultiplyAdd(momentum, v, g) : v;
        O.Store(v, first);
        O.Store(O.MultiplyAdd(O.Broadcast(-Rate), direction, O.Load(value)), value);
    }
}

/// <summary>Gradient descent with momentum. Twin: SgdReference.</summary>
/// <remarks>Each value for itself: the bits do not depend on how the values are split.</remarks>
internal static class SgdKernel
{
    /// <summary>v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v).</summary>
    /// <param name="numbers">η, μ and the form.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="velocity">[n], read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Step(
        SgdNumbers numbers, ReadOnlySpan<float> gradient, Span<float> velocity, Span<float> value) =>
        UpdateLoop.Run(numbers, gradient, velocity, [], value);
}
