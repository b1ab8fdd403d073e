using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// ½(p − t)² up to δ, δ·(|p − t| − δ/2) beyond. Twin: HuberLossReference. Derivation: docs/derivations/losses.md.
/// </summary>
internal static class HuberLossKernel
{
    /// <summary>The weighted mean; see <see cref="PointLoss.Forward{L}"/>.</summary>
    public static float Forward(
        float delta, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights,
        Span<float> saved) =>
        PointLoss.Forward(new Term(delta), predictions, targets, weights, saved);

    /// <summary>Adds the gradient; see <see cref="PointLoss.Backward{L}"/>.</summary>
    public static void Backward(
        float delta, ReadOnlySpan<float> targets, Span<float> saved, float dLoss, Span<float> dPredictions) =>
        PointLoss.Backward(new Term(delta), targets, saved, dLoss, dPredictions);

    private readonly struct Term(float delta) : IPointLoss
    {
        public static int Parameters => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IPointLoss.Value<V, O>(V t, V p, V q, V r)
        {
            V error = O.Absolute(O.Subtract(p, t)), limit = O.Broadcast(delta);
            V near = O.Multiply(O.Multiply(error, error), O.Broadcast(0.5f));
            V far = O.Multiply(limit, O.MultiplyAdd(limit, O.Broadcast(-0.5f), error));
            return O.SelectLess(error, limit, near, far);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
        {
            V error = O.Subtract(p, t);
            return O.SelectLess(O.Absolute(error), O.Broadcast(delta), error, O.CopySign(O.Broadcast(delta), error));
        }
    }
}
