using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The pinball loss: max(τ·(t − p), (τ − 1)·(t − p)), the mean over L levels τ. Twin: QuantileLossReference.
/// Derivation: docs/derivations/losses.md.
/// </summary>
/// <remarks>The slope at p = t is 0. A target's L predictions lie side by side, [M, L].</remarks>
internal static class QuantileLossKernel
{
    /// <summary>The weighted mean; see <see cref="PointLoss.Forward{L}"/>.</summary>
    /// <param name="levels">[L].</param>
    /// <param name="predictions">[M, L].</param>
    /// <param name="targets">[M].</param>
    /// <param name="weights">[N], [M] or empty.</param>
    /// <param name="saved">[3·M + 1] or longer, overwritten.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static float Forward(
        ReadOnlySpan<float> levels, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets,
        ReadOnlySpan<float> weights, Span<float> saved)
    {
        int M = targets.Length, L = levels.Length;
        ShapeException.Require(predictions, (M, L));
        Span<float> e = saved[..M], plane = saved.Slice(M, M), sum = saved.Slice(2 * M, M);
        saved[^1] = PointLoss.TakeWeights(targets, weights, e);
        sum.Clear();
        for (int j = 0; j < L; j++)
        {
            PointLoss.TakePlane(predictions, L, j, plane);
            ElementLoop.Run(new PinballMap(levels[j]), targets, plane, sum);
        }

        PointLoss.Weight(e, sum);
        return PointLoss.Mean(Reductions.Sum(sum), saved[^1] * L);
    }

    /// <summary>Adds the gradient; see <see cref="PointLoss.Backward{L}"/>.</summary>
    /// <param name="levels">[L].</param>
    /// <param name="predictions">[M, L], as given to Forward.</param>
    /// <param name="targets">[M], as given to Forward.</param>
    /// <param name="saved">As left by Forward; the places to work are overwritten.</param>
    /// <param name="dLoss">∂objective/∂loss.</param>
    /// <param name="dPredictions">[M, L], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        ReadOnlySpan<float> levels, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> saved,
        float dLoss, Span<float> dPredictions)
    {
        int M = targets.Length, L = levels.Length;
        ShapeException.Require(predictions, (M, L));
        ShapeException.Require(dPredictions, (M, L));
        Span<float> e = saved[..M], plane = saved.Slice(M, M), slope = saved.Slice(2 * M, M);
        for (int j = 0; j < L; j++)
        {
            PointLoss.TakePlane(predictions, L, j, plane);
            ElementLoop.Run(new PinballSlopeMap(levels[j]), targets, plane, slope);
            PointLoss.Weight(e, slope);
            PointLoss.AddPlane(slope, PointLoss.Mean(dLoss, saved[^1] * L), L, j, dPredictions);
        }
    }

    private readonly struct PinballMap(float level) : IUpdateByTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        {
            V error = O.Subtract(a, b);
            return O.MultiplyAdd(O.SelectLess(error, O.Zero, O.Broadcast(level - 1), O.Broadcast(level)), error, y);
        }
    }

    private readonly struct PinballSlopeMap(float level) : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.SelectLess(a, b, O.Broadcast(1 - level), O.SelectLess(b, a, O.Broadcast(-level), O.Zero));
    }
}
