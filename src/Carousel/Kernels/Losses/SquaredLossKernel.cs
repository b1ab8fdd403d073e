using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>(p − t)². Twin: SquaredLossReference. Derivation: docs/derivations/losses.md.</summary>
internal static class SquaredLossKernel
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
        public static int Parameters => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IPointLoss.Value<V, O>(V t, V p, V q, V r)
        {
            V error = O.Subtract(p, t);
            return O.Multiply(error, error);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
        {
            V error = O.Subtract(p, t);
            return O.Add(error, error);
        }
    }
}
