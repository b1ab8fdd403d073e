using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Gradient descent with momentum, with the numbers of a step. Twin: SgdReference.</summary>
/// <remarks>
/// v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v).
/// </remarks>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Momentum">μ, 0 for none.</param>
/// <param name="Nesterov">Whether the gradient is joined by the momentum once more.</param>
internal readonly record struct SgdKernel(float Rate, float Momentum, bool Nesterov) : IUpdateRule
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
