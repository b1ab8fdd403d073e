using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Negative log-likelihood of a count t under a negative binomial of mean μ = softplus(p) + 10⁻⁴, variance μ + α·μ², α
/// = softplus(q) + 10⁻⁴. Twin: NegativeBinomialLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. k = 1/α; loss = ln Γ(k) − ln Γ(t + k) + ln Γ(t + 1) + k·ln(1 + μ/k) +
/// t·ln((k + μ)/μ).
/// </remarks>
internal static class NegativeBinomialLossKernel
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
            V mean = Likelihood.Positive<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            V gamma = O.Subtract(
                Elementary.LogGamma<V, O>(O.Add(t, O.Broadcast(1f))), Elementary.LogGammaDifference<V, O>(k, t));
            V none = O.Multiply(k, Elementary.Log1p<V, O>(O.Divide(mean, k)));
            V some = O.Multiply(t, Elementary.Log<V, O>(O.Divide(O.Add(k, mean), mean)));
            return O.Add(gamma, O.Add(none, some));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, O>(int index, V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            V mean = Likelihood.Positive<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            V share = O.Divide(O.Subtract(mean, t), O.Add(k, mean));
            if (index == 0)
            {
                return O.Multiply(O.Divide(O.Multiply(k, share), mean), Activations.Logistic<V, O>(p));
            }

            // ∂loss/∂k, then ∂k/∂α = −k².
            V grown = O.Subtract(Elementary.Log1p<V, O>(O.Divide(mean, k)), Elementary.DigammaDifference<V, O>(k, t));
            V slope = O.Multiply(O.Subtract(share, grown), O.Multiply(k, k));
            return O.Multiply(slope, Activations.Logistic<V, O>(q));
        }
    }
}
