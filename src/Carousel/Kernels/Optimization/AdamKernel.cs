using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Numbers of a step of Adam or AdamW.</summary>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Beta1">β₁, how much of the running mean is kept.</param>
/// <param name="Beta2">β₂, how much of the running mean of squares is kept.</param>
/// <param name="Epsilon">ε, added to the corrected root.</param>
/// <param name="Correction1">1 / (1 − β₁ᵗ).</param>
/// <param name="Correction2">1 / (1 − β₂ᵗ).</param>
/// <param name="Keep">1 − η·λ, the share of the value that weight decay leaves; 1 for none.</param>
internal readonly record struct AdamNumbers(
    float Rate, float Beta1, float Beta2, float Epsilon, float Correction1, float Correction2, float Keep);

/// <summary>Adam, and with weight decay AdamW. Twin: AdamReference.</summary>
/// <remarks>
/// Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, the decay times the learning rate. Each value for
/// itself.
/// </remarks>
internal static unsafe class AdamKernel
{
    /// <summary>
    /// m ← β₁m + (1−β₁)g; s ← β₂s + (1−β₂)g²; θ ← (1 − ηλ)θ − η·m̂ / (√ŝ + ε), with m̂ and ŝ corrected for their start
    /// at 0.
    /// </summary>
    /// <param name="numbers">η, β₁, β₂, ε, the corrections, and what the decay leaves.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="mean">[n], m, read and overwritten.</param>
    /// <param name="square">[n], s, read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Step(
        AdamNumbers numbers, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square, Span<float> value)
    {
        int n = value.Length;
        ShapeException.Require(gradient, n);
        ShapeException.Require(mean, n);
        ShapeException.Require(square, n);
        fixed (float* g = gradient, m = mean, s = square, p = value)
        {
            Widths.Run(new StepRun(numbers, n, g, m, s, p));
        }
    }

    private readonly struct StepRun(
        AdamNumbers numbers, int n, float* gradient, float* mean, float* square, float* value)
        : IWidthWork
    {
        public void Run<V, O>()
            where O : ILanes<V> => Step<V, O>(numbers, n, gradient, mean, square, value);
    }

    private static void Step<V, O>(
        AdamNumbers numbers, int n, float* gradient, float* mean, float* square, float* value)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            StepVector<V, O>(numbers, gradient + i, mean + i, square + i, value + i);
        }

        if (i < n)
        {
            float* rest = stackalloc float[4 * VectorTail.Most];
            float* g = rest;
            float* m = g + VectorTail.Most;
            float* s = m + VectorTail.Most;
            float* p = s + VectorTail.Most;
            VectorTail.Copy(gradient + i, g, n - i);
            VectorTail.Copy(mean + i, m, n - i);
            VectorTail.Copy(square + i, s, n - i);
            VectorTail.Copy(value + i, p, n - i);
            StepVector<V, O>(numbers, g, m, s, p);
            VectorTail.Copy(m, mean + i, n - i);
            VectorTail.Copy(s, square + i, n - i);
            VectorTail.Copy(p, value + i, n - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepVector<V, O>(AdamNumbers numbers, float* gradient, float* mean, float* square, float* value)
        where O : ILanes<V>
    {
        V g = O.Load(gradient);
        V m = O.MultiplyAdd(O.Broadcast(numbers.Beta1), O.Load(mean), O.Multiply(O.Broadcast(1 - numbers.Beta1), g));
        V s = O.MultiplyAdd(
            O.Broadcast(numbers.Beta2), O.Load(square), O.Multiply(O.Broadcast(1 - numbers.Beta2), O.Multiply(g, g)));
        V root = O.SquareRoot(O.Multiply(s, O.Broadcast(numbers.Correction2)));
        V step = O.Divide(O.Multiply(m, O.Broadcast(numbers.Correction1)), O.Add(root, O.Broadcast(numbers.Epsilon)));
        V kept = O.Multiply(O.Load(value), O.Broadcast(numbers.Keep));
        O.Store(m, mean);
        O.Store(s, square);
        O.Store(O.MultiplyAdd(O.Broadcast(-numbers.Rate), step, kept), value);
    }
}
