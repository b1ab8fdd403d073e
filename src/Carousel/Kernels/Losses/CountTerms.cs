using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// What the likelihoods of counts share whose first prediction is the logarithm of a mean: Poisson and negative
/// binomial terms and their slopes.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md, "Counts with many zeros".</remarks>
internal static class CountTerms
{
    /// <summary>eᵖ, p cut at ±<see cref="Likelihood.LargestLogMean"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Mean<V, O>(V p)
        where V : struct
        where O : ILanes<V>
        => Elementary.Exp<V, O>(O.Max(
            O.Min(p, O.Broadcast(Likelihood.LargestLogMean)), O.Broadcast(-Likelihood.LargestLogMean)));

    /// <summary>−ln of the negative binomial probability of t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V, O>(V t, V mean, V k)
        where V : struct
        where O : ILanes<V>
    {
        V gamma = O.Subtract(
            Elementary.LogGamma<V, O>(O.Add(t, O.Broadcast(1f))), Elementary.LogGammaDifference<V, O>(k, t));
        V some = O.Multiply(t, Elementary.Log<V, O>(O.Divide(O.Add(k, mean), mean)));
        return O.Add(gamma, O.Add(None<V, O>(mean, k), some));
    }

    /// <summary>n₀ = −ln of the negative binomial probability of 0, k·ln(1 + μ/k).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V None<V, O>(V mean, V k)
        where V : struct
        where O : ILanes<V>
        => O.Multiply(k, Elementary.Log1p<V, O>(O.Divide(mean, k)));

    /// <summary>Slopes of <see cref="Value"/>: index 0 by ln μ, 1 by q, of which softplus makes α = 1/k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<V, O>(int index, V t, V mean, V k, V q)
        where V : struct
        where O : ILanes<V>
    {
        V share = O.Divide(O.Subtract(mean, t), O.Add(k, mean));
        return index == 0
            ? O.Multiply(k, share)
            : ByDispersion<V, O>(O.Subtract(share, O.Subtract(
                Elementary.Log1p<V, O>(O.Divide(mean, k)), Elementary.DigammaDifference<V, O>(k, t))), k, q);
    }

    /// <summary>Slopes of <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NoneSlope<V, O>(int index, V mean, V k, V q)
        where V : struct
        where O : ILanes<V>
    {
        V share = O.Divide(mean, O.Add(k, mean));
        return index == 0
            ? O.Multiply(k, share)
            : ByDispersion<V, O>(O.Subtract(share, Elementary.Log1p<V, O>(O.Divide(mean, k))), k, q);
    }

    /// <summary>The probability that a 0 of an inflated distribution was drawn; 1 where t is more.</summary>
    /// <param name="t">The count.</param>
    /// <param name="none">n₀ of the distribution.</param>
    /// <param name="odds">The log-odds that there is a draw.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Drawn<V, O>(V t, V none, V odds)
        where V : struct
        where O : ILanes<V>
        => O.SelectLess(O.Zero, t, O.Broadcast(1f), Activations.Logistic<V, O>(O.Subtract(odds, none)));

    /// <summary>The inflated loss, of n₀, the loss of t as a draw and the log-odds that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Inflated<V, O>(V t, V none, V drawn, V odds)
        where V : struct
        where O : ILanes<V>
        => O.SelectLess(
            O.Zero, t, O.Add(Elementary.Softplus<V, O>(O.Subtract(O.Zero, odds)), drawn),
            O.Subtract(
                Elementary.Softplus<V, O>(odds), Elementary.Softplus<V, O>(O.Subtract(odds, none))));

    private static V ByDispersion<V, O>(V minusByK, V k, V q)
        where V : struct
        where O : ILanes<V>
        => O.Multiply(O.Multiply(minusByK, O.Multiply(k, k)), Activations.Logistic<V, O>(q));
}
