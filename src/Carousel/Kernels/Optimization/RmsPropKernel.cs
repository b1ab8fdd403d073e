using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Numbers of a step of RMSprop.</summary>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Decay">ρ, how much of the running mean of squares is kept.</param>
/// <param name="Epsilon">ε, outside the root.</param>
internal readonly record struct RmsPropNumbers(float Rate, float Decay, float Epsilon) : IUpdateRule
{
    static bool IUpdateRule.HasSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    unsafe void IUpdateRule.Step<V, O>(float* gradient, float* first, float* second, float* value)
    {
        V g = O.Load(gradient);
        V part = O.Multiply(O.Broadcast(1 - Decay), O.Multiply(g, g));
        V s = O.MultiplyAdd(O.Broadcast(Decay), O.Load(first), part);
        V step = O.Divide(g, O.Add(O.SquareRoot(s), O.Broadcast(Epsilon)));
        O.Store(s, first);
        O.Store(O.MultiplyAdd(O.Broadcast(-Rate), step, O.Load(value)), value);
    }
}

/// <summary>RMSprop (Hinton 2012, lecture 6e). Twin: RmsPropReference.</summary>
/// <remarks>Each value for itself: the bits do not depend on how the values are split.</remarks>
internal static class RmsPropKernel
{
    /// <summary>s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε).</summary>
    /// <param name="numbers">η, ρ, ε.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="square">[n], the running mean of squares, read and overwritten.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Step(
        RmsPropNumbers numbers, ReadOnlySpan<float> gradient, Span<float> square, Span<float> value) =>
        UpdateLoop.Run(numbers, gradient, square, [], value);
}
