using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Negative log-likelihood of a count t that is 0 with probability 1 − σ(r), and else drawn from a negative binomial of
/// mean μ = eᵖ, variance μ + α·μ², α = softplus(q) + 10⁻⁴. Twin: ZeroInflatedNegativeBinomialLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. With n₀ = k·ln(1 + μ/k), k = 1/α, a 0 costs softplus(r) − softplus(r − n₀),
/// a count above 0 softplus(−r) and its loss under the negative binomial.
/// </remarks>
internal static class ZeroInflatedNegativeBinomialLossKernel
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
        public static int Parameters => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, O>(V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = CountTerms.Mean<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            return CountTerms.Inflated<V, O>(
                t, CountTerms.None<V, O>(mean, k), CountTerms.Value<V, O>(t, mean, k), r);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, O>(int index, V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = CountTerms.Mean<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            V drawn = CountTerms.Drawn<V, O>(t, CountTerms.None<V, O>(mean, k), r);
            return index == 2
                ? O.Subtract(Activations.Logistic<V, O>(r), drawn)
                : O.Multiply(drawn, CountTerms.Slope<V, O>(index, t, mean, k, q));
        }
    }
}
