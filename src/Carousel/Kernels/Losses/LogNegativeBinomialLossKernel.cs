using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Negative log-likelihood of a count t under a negative binomial of mean μ = eᵖ, variance μ + α·μ², α = softplus(q) +
/// 10⁻⁴. Twin: LogNegativeBinomialLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. As NegativeBinomialLossKernel, whose mean is a softplus: with the logarithm
/// of the mean, a step of a prediction changes every mean by the same share, whatever its size.
/// </remarks>
internal static class LogNegativeBinomialLossKernel
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
            V mean = CountTerms.Mean<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            return CountTerms.Value<V, O>(t, mean, k);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, O>(int index, V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = CountTerms.Mean<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            return CountTerms.Slope<V, O>(index, t, mean, k, q);
        }
    }
}
