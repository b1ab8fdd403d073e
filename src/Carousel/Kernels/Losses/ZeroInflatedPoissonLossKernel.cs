using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Negative log-likelihood of a count t that is 0 with probability 1 − σ(q), and else drawn from a Poisson distribution
/// of mean μ = eᵖ. Twin: ZeroInflatedPoissonLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. A 0 costs softplus(q) − softplus(q − μ), a count above 0 softplus(−q) + μ −
/// t·p + ln Γ(t + 1).
/// </remarks>
internal static class ZeroInflatedPoissonLossKernel
{
    /// <summary>The weighted mean; see <see cref="PointLoss.Forward{L}"/>.</summary>
    public static float Forward(
        ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Span<float> saved) =>
        PointLoss.Forward(default(Term), predictions, targets, weights, saved);

    /// <summary>Adds the gradient; see <see cref="PointLoss.Backward{L}"/>.</summary>
    public static void Backward(
        ReadOnlySpan<float> targets, Span<float> saved, float dLoss, Span<float> dPredictions) =>
        PointLoss.Backward(default(Term), targets, saved, dLoss, dPredictions);

    private readonly struct Term : IPointLoss
    {
        public static int Parameters => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, O>(V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = CountTerms.Mean<V, O>(p);
            V drawn = O.Add(
                O.Subtract(mean, O.Multiply(t, Elementary.Log<V, O>(mean))),
                Elementary.LogGamma<V, O>(O.Add(t, O.Broadcast(1f))));
            return CountTerms.Inflated<V, O>(t, mean, drawn, q);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, O>(int index, V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = CountTerms.Mean<V, O>(p), drawn = CountTerms.Drawn<V, O>(t, mean, q);
            return index == 1
                ? O.Subtract(Activations.Logistic<V, O>(q), drawn)
                : O.Multiply(drawn, O.Subtract(mean, t));
        }
    }
}
