using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Numbers of a step of gradient descent with momentum.</summary>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Momentum">μ, 0 for none.</param>
/// <param name="Nesterov">Whether the gradient is joined by the momentum once more.</param>
internal readonly record struct SgdNumbers(float Rate, float Momentum, bool Nesterov);

/// <summary>Gradient descent with momentum. Twin: SgdReference.</summary>
/// <remarks>Each value for itself: the bits do not depend on how the values are split.</remarks>
internal static unsafe class SgdKernel
{
    /// <summary>v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v).</summary>
    /// <param name="numbers">η, μ and the form.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="velocity">[n], read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Step(SgdNumbers numbers, ReadOnlySpan<float> gradient, Span<float> velocity, Span<float> value)
    {
        int n = value.Length;
        ShapeException.Require(gradient, n);
        ShapeException.Require(velocity, n);
        fixed (float* g = gradient, v = velocity, p = value)
        {
            Widths.Run(new StepRun(numbers, n, g, v, p));
        }
    }

    private readonly struct StepRun(
        SgdNumbers numbers, int n, float* gradient, float* velocity, float* value)
        : IWidthWork
    {
        public void Run<V, O>()
            where O : ILanes<V> => Step<V, O>(numbers, n, gradient, velocity, value);
    }

    private static void Step<V, O>(SgdNumbers numbers, int n, float* gradient, float* velocity, float* value)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            StepVector<V, O>(numbers, gradient + i, velocity + i, value + i);
        }

        if (i < n)
        {
            // The rest goes through one vector of its own, so that every value sees the same arithmetic.
            float* rest = stackalloc float[3 * VectorTail.Most];
            float* g = rest;
            float* v = g + VectorTail.Most;
            float* p = v + VectorTail.Most;
            VectorTail.Copy(gradient + i, g, n - i);
            VectorTail.Copy(velocity + i, v, n - i);
            VectorTail.Copy(value + i, p, n - i);
            StepVector<V, O>(numbers, g, v, p);
            VectorTail.Copy(v, velocity + i, n - i);
            VectorTail.Copy(p, value + i, n - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepVector<V, O>(SgdNumbers numbers, float* gradient, float* velocity, float* value)
        where O : ILanes<V>
    {
        V momentum = O.Broadcast(numbers.Momentum);
        V g = O.Load(gradient);
        V v = O.MultiplyAdd(momentum, O.Load(velocity), g);
        V direction = numbers.Nesterov ? O.MultiplyAdd(momentum, v, g) : v;
        O.Store(v, velocity);
        O.Store(O.MultiplyAdd(O.Broadcast(-numbers.Rate), direction, O.Load(value)), value);
    }
}
