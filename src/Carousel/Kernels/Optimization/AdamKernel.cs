using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Adam, and with weight decay AdamW, with the numbers of a step. Twin: AdamReference.</summary>
/// <remarks>
/// m ← β₁m + (1−β₁)g; s ← β₂s + (1−β₂)g²; θ ← (1 − ηλ)θ − η·m̂ / (√ŝ + ε).
/// m̂ and ŝ are m and s, corrected for their start at 0.
/// Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, the decay times the learning rate.
/// </remarks>
/// <param name="Rate">η, the learning rate.</param>
/// <param name="Beta1">β₁, how much of the running mean is kept.</param>
/// <param name="Beta2">β₂, how much of the running mean of squares is kept.</param>
/// <param name="Epsilon">ε, added to the corrected root.</param>
/// <param name="Correction1">1 / (1 − β₁ᵗ).</param>
/// <param name="Correction2">1 / (1 − β₂ᵗ).</param>
/// <param name="Keep">1 − η·λ, the share of the value that weight decay leaves; 1 for none.</param>
internal readonly record struct AdamKernel(
    float Rate, float Beta1, float Beta2, float Epsilon, float Correction1, float Correction2, float Keep) : IUpdateRule
{
    static bool IUpdateRule.HasSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    unsafe void IUpdateRule.Step<V, O>(float* gradient, float* first, float* second, float* value)
    {
        V g = O.Load(gradient);
        V m = O.MultiplyAdd(O.Broadcast(Beta1), O.Load(first), O.Multiply(O.Broadcast(1 - Beta1), g));
        V s = O.MultiplyAdd(
            O.Broadcast(Beta2), O.Load(second), O.Multiply(O.Broadcast(1 - Beta2), O.Multiply(g, g)));
        V root = O.SquareRoot(O.Multiply(s, O.Broadcast(Correction2)));
        V step = O.Divide(O.Multiply(m, O.Broadcast(Correction1)), O.Add(root, O.Broadcast(Epsilon)));
        V kept = O.Multiply(O.Load(value), O.Broadcast(Keep));
        O.Store(m, first);
        O.Store(s, second);
        O.Store(O.MultiplyAdd(O.Broadcast(-Rate), step, kept), value);
    }
}
