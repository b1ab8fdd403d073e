using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>RMSprop, with the numbers of a step. Twin: RmsPropReference.</summary>
/// <remarks>
/// s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε). Hinton 2012, lecture 6e.
/// </remarks>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Decay">ρ, how much of the running mean of squares is kept.</param>
/// <param name="Epsilon">ε, outside the root.</param>
internal readonly record struct RmsPropKernel(float Rate, float Decay, float Epsilon) : IUpdateRule
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
