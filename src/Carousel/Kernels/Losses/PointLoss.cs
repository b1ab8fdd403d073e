using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>A loss of one target t and up to three predictions p, q, r for it, with its slopes.</summary>
internal interface IPointLoss
{
    static abstract int Parameters { get; }

    V Value<V, O>(V t, V p, V q, V r)
        where O : ILanes<V>;

    /// <summary>∂value/∂ the prediction of that index.</summary>
    V Slope<V, O>(int index, V t, V p, V q, V r)
        where O : ILanes<V>;
}

/// <summary>What all losses of single targets share: the weighted mean over targets, and its gradient.</summary>
/// <remarks>
/// The mean is Σ e·loss / Σ e, where e is the target's weight, and 0 where the target is NaN: a missing target has no
/// loss. With no weight left the loss
/// is 0. The P predictions of a target lie side by side, [M, P]; inside they are taken apart into planes [P, M], so
/// that targets fill the vectors.
/// </remarks>
internal static class PointLoss
{
    /// <summary>e[m] = weight of the row or target, 0 where the target is NaN; returns Σ e.</summary>
    /// <param name="targets">[M].</param>
    /// <param name="weights">[N] one a row, [M], or empty for ones.</param>
    /// <param name="e">[M], overwritten.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ShapeException">The weights fit neither rows nor targets.</exception>
    public static float TakeWeights(ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Span<float> e)
    {
        int M = targets.Length;
        if (weights.IsEmpty)
        {
            e.Fill(1);
        }
        else if (weights.Length == M)
        {
            weights.CopyTo(e);
        }
        else
        {
            int D = M / weights.Length;
            ShapeException.Require(targets, (weights.Length, D));
            for (int m = 0; m < M; m++)
            {
                e[m] = weights[m / D];
            }
        }

        ElementLoop.Run(default(MissingMap), targets, e);
        return Reductions.Sum(e);
    }

    /// <summary>The weighted mean.</summary>
    /// <typeparam name="L">The loss.</typeparam>
    /// <param name="loss">The loss with its numbers.</param>
    /// <param name="predictions">[M, P].</param>
    /// <param name="targets">[M].</param>
    /// <param name="weights">[N], [M] or empty.</param>
    /// <param name="saved">[(P + 2)·M + 1], overwritten: weights, planes, a place to work, Σ e.</param>
    /// <returns>The loss.</returns>
    public static float Forward<L>(
        in L loss, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights,
        Span<float> saved)
        where L : struct, IPointLoss
    {
        int M = targets.Length, P = L.Parameters;
        ShapeException.Require(predictions, (M, P));
        ShapeException.Require(saved, ((P + 2) * M) + 1);
        Span<float> e = saved[..M], work = Work(saved, M, P);
        saved[^1] = TakeWeights(targets, weights, e);
        for (int j = 0; j < P; j++)
        {
            TakePlane(predictions, P, j, Plane(saved, M, j));
        }

        Plane(saved, M, P - 1).CopyTo(work);
        ElementLoop.Run(new ValueMap<L>(loss), targets, Plane(saved, M, 0), Plane(saved, M, Math.Min(1, P - 1)), work);
        ElementLoop.Run(default(WeightMap), e, work);
        return Mean(Reductions.Sum(work), saved[^1]);
    }

    /// <summary>dPredictions += dLoss·∂loss/∂predictions.</summary>
    /// <typeparam name="L">The loss.</typeparam>
    /// <param name="loss">The loss with its numbers.</param>
    /// <param name="targets">[M], as given to Forward.</param>
    /// <param name="saved">As left by Forward; the place to work is overwritten.</param>
    /// <param name="dLoss">∂objective/∂loss.</param>
    /// <param name="dPredictions">[M, P], added to.</param>
    public static void Backward<L>(
        in L loss, ReadOnlySpan<float> targets, Span<float> saved, float dLoss, Span<float> dPredictions)
        where L : struct, IPointLoss
    {
        int M = targets.Length, P = L.Parameters;
        ShapeException.Require(dPredictions, (M, P));
        ShapeException.Require(saved, ((P + 2) * M) + 1);
        Span<float> e = saved[..M], work = Work(saved, M, P);
        for (int j = 0; j < P; j++)
        {
            Plane(saved, M, P - 1).CopyTo(work);
            ElementLoop.Run(
                new SlopeMap<L>(loss, j), targets, Plane(saved, M, 0), Plane(saved, M, Math.Min(1, P - 1)), work);
            ElementLoop.Run(default(WeightMap), e, work);
            AddPlane(work, Mean(dLoss, saved[^1]), P, j, dPredictions);
        }
    }

    /// <summary>sum / weight; 0 where nothing has weight.</summary>
    public static float Mean(float sum, float weight) => weight > 0 ? sum / weight : 0;

    /// <summary>plane[m] = values[m, j].</summary>
    public static void TakePlane(ReadOnlySpan<float> values, int P, int j, Span<float> plane)
    {
        if (P == 1)
        {
            values.CopyTo(plane);
            return;
        }

        for (int m = 0; m < plane.Length; m++)
        {
            plane[m] = values[(m * P) + j];
        }
    }

    /// <summary>dValues[m, j] += factor·plane[m].</summary>
    public static void AddPlane(ReadOnlySpan<float> plane, float factor, int P, int j, Span<float> dValues)
    {
        for (int m = 0; m < plane.Length; m++)
        {
            dValues[(m * P) + j] += factor * plane[m];
        }
    }

    /// <summary>work[m] = e[m]·work[m], and 0 where e is 0, whatever work holds there.</summary>
    public static void Weight(ReadOnlySpan<float> e, Span<float> work) => ElementLoop.Run(default(WeightMap), e, work);

    private static Span<float> Plane(Span<float> saved, int M, int j) => saved.Slice((1 + j) * M, M);

    private static Span<float> Work(Span<float> saved, int M, int P) => saved.Slice((1 + P) * M, M);

    private readonly struct MissingMap : IUpdateByOne
    {
        /// <summary>Every number is below 1 or above 0; NaN is neither.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.SelectLess(a, O.Broadcast(1f), y, O.SelectLess(O.Zero, a, y, O.Zero));
    }

    private readonly struct WeightMap : IUpdateByOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.SelectLess(O.Zero, a, O.Multiply(a, y), O.Zero);
    }

    private readonly struct ValueMap<L>(L loss) : IElementMap
        where L : struct, IPointLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => loss.Value<V, O>(a, b, c, y);
    }

    private readonly struct SlopeMap<L>(L loss, int index) : IElementMap
        where L : struct, IPointLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => loss.Slope<V, O>(index, a, b, c, y);
    }
}
