using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Attention;

/// <summary>
/// Attention of rows over the steps of a memory: soft-max of scores, then the weighted mean of values. Scores are
/// products or additive. Twin: CrossAttentionReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/cross-attention.md. A call takes one sequence of the memory and the rows that look at
/// it. A row's bits depend on nothing but that row and that sequence.
/// </remarks>
internal static unsafe partial class CrossAttentionKernel
{
    /// <summary>The rows that look at one sequence.</summary>
    /// <param name="size">Q, A and D.</param>
    /// <param name="rowStart">[T + 1]: how the memory's rows lie.</param>
    /// <param name="place">The sequence's place in the memory.</param>
    /// <param name="rows">The rows that look at it, each 0 … Q − 1.</param>
    /// <param name="query">[Q, A].</param>
    /// <param name="keys">[N, A].</param>
    /// <param name="values">[N, D].</param>
    /// <param name="score">[A]: v of additive scores; empty for products.</param>
    /// <param name="context">[Q, D], overwritten in these rows; 0 where the sequence is empty.</param>
    /// <param name="weights">[Q, T], overwritten in these rows; 0 behind the sequence's end.</param>
    /// <param name="scratch">[A], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        CrossAttentionSize size, ReadOnlySpan<int> rowStart, int place, ReadOnlySpan<int> rows,
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values, ReadOnlySpan<float> score, Span<float> context, Span<float> weights,
        Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(
                size, rowStart, place, rows, query, keys, values, score, context, weights, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(
                size, rowStart, place, rows, query, keys, values, score, context, weights, scratch);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(
                size, rowStart, place, rows, query, keys, values, score, context, weights, scratch);
        }
    }

    /// <summary>The same on one width, for the test of equal bits.</summary>
    internal static void Forward<V, O>(
        CrossAttentionSize size, ReadOnlySpan<int> rowStart, int place, ReadOnlySpan<int> rows,
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values, ReadOnlySpan<float> score, Span<float> context, Span<float> weights,
        Span<float> scratch)
        where O : ILanes<V>
    {
        (int Q, int A, int D) = size;
        int N = rowStart[^1], T = rowStart.Length - 1, steps = AttentionSequence.StepsOf(rowStart, place);
        ShapeException.Require(query, (Q, A));
        ShapeException.Require(keys, (N, A));
        ShapeException.Require(values, (N, D));
        RequireOrEmpty(score, A);
        ShapeException.Require(context, (Q, D));
        ShapeException.Require(weights, (Q, T));
        ShapeException.Require(scratch, A);
        fixed (float* q = query, k = keys, u = values, v = score, c = context, w = weights, room = scratch)
        {
            foreach (int row in rows)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Q, nameof(rows));
                float* own = w + ((nint)row * T), y = c + ((nint)row * D), look = q + ((nint)row * A);
                for (int t = 0; t < steps; t++)
                {
                    own[t] = Score<V, O>(look, k + ((nint)(rowStart[t] + place) * A), v, room, A);
                }

                new Span<float>(own + steps, T - steps).Clear();
                new Span<float>(y, D).Clear();
                Weigh<V, O>(own, steps);
                for (int t = 0; t < steps; t++)
                {
                    float* value = u + ((nint)(rowStart[t] + place) * D);
                    ElementLoop.Run<V, O, AddScaledMap>(new AddScaledMap(own[t]), value, value, value, y, D);
                }
            }
        }
    }

    /// <summary>query·key, or v·tanh(query + key), which leaves the hyperbolic tangents in scratch.</summary>
    private static float Score<V, O>(float* query, float* key, float* v, float* scratch, int A)
        where O : ILanes<V>
    {
        if (v == null)
        {
            return Reductions.Dot<V, O>(new ReadOnlySpan<float>(query, A), new ReadOnlySpan<float>(key, A));
        }

        ElementLoop.Run<V, O, TanhOfSumMap>(default, query, key, query, scratch, A);
        return Reductions.Dot<V, O>(new ReadOnlySpan<float>(scratch, A), new ReadOnlySpan<float>(v, A));
    }

    /// <summary>Scores become weights that add up to 1.</summary>
    private static void Weigh<V, O>(float* scores, int steps)
        where O : ILanes<V>
    {
        if (steps > 0)
        {
            float largest = Reductions.Max<V, O>(scores, steps);
            ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(largest), scores, scores, scores, scores, steps);
            float total = Reductions.Sum<V, O>(scores, steps);
            ElementLoop.Run<V, O, ScaleMap>(new ScaleMap(1 / total), scores, scores, scores, scores, steps);
        }
    }

    private static void RequireOrEmpty(ReadOnlySpan<float> score, int A)
    {
        if (!score.IsEmpty)
        {
            ShapeException.Require(score, A);
        }
    }
}
