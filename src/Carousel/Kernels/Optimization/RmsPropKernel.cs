using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Numbers of a step of RMSprop.</summary>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Decay">ρ, how much of the running mean of squares is kept.</param>
/// <param name="Epsilon">ε, outside the root.</param>
internal readonly record struct RmsPropNumbers(float Rate, float Decay, float Epsilon);

/// <summary>RMSprop (Hinton 2012, lecture 6e). Twin: RmsPropReference.</summary>
/// <remarks>Each value for itself: the bits do not depend on how the values are split.</remarks>
internal static unsafe class RmsPropKernel
{
    /// <summary>s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε).</summary>
    /// <param name="numbers">η, ρ, ε.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="square">[n], the running mean of squares, read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Step(RmsPropNumbers numbers, ReadOnlySpan<float> gradient, Span<float> square, Span<float> value)
    {
        int n = value.Length;
        ShapeException.Require(gradient, n);
        ShapeException.Require(square, n);
        fixed (float* g = gradient, s = square, p = value)
        {
            Widths.Run(new StepRun(numbers, n, g, s, p));
        }
    }

    private readonly struct StepRun(
        RmsPropNumbers numbers, int n, float* gradient, float* square, float* value)
        : IWidthWork
    {
        public void Run<V, O>()
            where O : ILanes<V> => Step<V, O>(numbers, n, gradient, square, value);
    }

    private static void Step<V, O>(RmsPropNumbers numbers, int n, float* gradient, float* square, float* value)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            StepVector<V, O>(numbers, gradient + i, square + i, value + i);
        }

        if (i < n)
        {
            float* rest = stackalloc float[3 * VectorTail.Most];
            float* g = rest;
            float* s = g + VectorTail.Most;
            float* p = s + VectorTail.Most;
            VectorTail.Copy(gradient + i, g, n - i);
            VectorTail.Copy(square + i, s, n - i);
            VectorTail.Copy(value + i, p, n - i);
            StepVector<V, O>(numbers, g, s, p);
            VectorTail.Copy(s, square + i, n - i);
            VectorTail.Copy(p, value + i, n - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepVector<V, O>(RmsPropNumbers numbers, float* gradient, float* square, float* value)
        where O : ILanes<V>
    {
        V g = O.Load(gradient);
        V part = O.Multiply(O.Broadcast(1 - numbers.Decay), O.Multiply(g, g));
        V s = O.MultiplyAdd(O.Broadcast(numbers.Decay), O.Load(square), part);
        V step = O.Divide(g, O.Add(O.SquareRoot(s), O.Broadcast(numbers.Epsilon)));
        O.Store(s, square);
        O.Store(O.MultiplyAdd(O.Broadcast(-numbers.Rate), step, O.Load(value)), value);
    }
}
