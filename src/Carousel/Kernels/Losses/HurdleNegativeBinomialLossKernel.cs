using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Negative log-likelihood of a count t that is above 0 with probability σ(r), and then drawn from a negative binomial
/// without its 0: mean μ = eᵖ and variance μ + α·μ² with it, α = softplus(q) + 10⁻⁴. Twin:
/// HurdleNegativeBinomialLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. With n₀ = k·ln(1 + μ/k), k = 1/α, and T = tanh(n₀/2), the probability of
/// more than 0 in the negative binomial is 1 − e⁻ⁿ⁰ = 2T/(1 + T), without loss of digits for small n₀.
/// </remarks>
internal static class HurdleNegativeBinomialLossKernel
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
            V half = Half<V, O>(CountTerms.None<V, O>(mean, k));
            V some = O.Divide(O.Add(half, half), O.Add(O.Broadcast(1f), half));
            V given = O.Add(CountTerms.Value<V, O>(t, mean, k), Elementary.Log<V, O>(some));
            return O.SelectLess(
                O.Zero, t, O.Add(Elementary.Softplus<V, O>(O.Subtract(O.Zero, r)), given),
                Elementary.Softplus<V, O>(r));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, O>(int index, V t, V p, V q, V r)
            where V : struct
            where O : ILanes<V>
        {
            if (index == 2)
            {
                return O.Subtract(
                    Activations.Logistic<V, O>(r), O.SelectLess(O.Zero, t, O.Broadcast(1f), O.Zero));
            }

            V mean = CountTerms.Mean<V, O>(p), k = O.Divide(O.Broadcast(1f), Likelihood.Positive<V, O>(q));
            V half = Half<V, O>(CountTerms.None<V, O>(mean, k));

            // d ln(1 − e⁻ⁿ⁰) = dn₀/(eⁿ⁰ − 1), and 1/(eⁿ⁰ − 1) = (1 − T)/2T.
            V odds = O.Divide(O.Subtract(O.Broadcast(1f), half), O.Add(half, half));
            V given = O.MultiplyAdd(
                odds, CountTerms.NoneSlope<V, O>(index, mean, k, q), CountTerms.Slope<V, O>(index, t, mean, k, q));
            return O.SelectLess(O.Zero, t, given, O.Zero);
        }

        /// <summary>tanh(n/2), above 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Half<V, O>(V none)
            where V : struct
            where O : ILanes<V>
            => O.Max(Activations.Tanh<V, O>(O.Multiply(none, O.Broadcast(0.5f))), O.Broadcast(1e-30f));
    }
}
