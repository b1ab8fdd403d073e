using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Attention;

/// <content>The way back. The weights are kept from the way forward; the hyperbolic tangents of additive scores are
/// made again.</content>
internal static unsafe partial class CrossAttentionKernel
{
    /// <summary>The gradients of the rows that look at one sequence.</summary>
    /// <param name="size">As given to Forward.</param>
    /// <param name="rowStart">As given to Forward.</param>
    /// <param name="place">As given to Forward.</param>
    /// <param name="rows">As given to Forward, ascending: sums over rows run in this order.</param>
    /// <param name="query">As given to Forward.</param>
    /// <param name="keys">As given to Forward.</param>
    /// <param name="values">As given to Forward.</param>
    /// <param name="score">As given to Forward.</param>
    /// <param name="weights">[Q, T], as left by Forward.</param>
    /// <param name="dContext">[Q, D].</param>
    /// <param name="dQuery">[Q, A], added to in these rows; or empty.</param>
    /// <param name="dKeys">[N, A], added to in this sequence's rows; or empty.</param>
    /// <param name="dValues">[N, D], added to in this sequence's rows; or empty.</param>
    /// <param name="dScore">[A], added to; or empty.</param>
    /// <param name="scratch">[2A + T], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        CrossAttentionSize size, ReadOnlySpan<int> rowStart, int place, ReadOnlySpan<int> rows,
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values, ReadOnlySpan<float> score, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> dContext, Span<float> dQuery,
        Span<float> dKeys, Span<float> dValues, Span<float> dScore, Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Lanes512>(
                size, rowStart, place, rows, query, keys, values, score, weights, dContext, dQuery, dKeys, dValues,
                dScore, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Lanes256>(
                size, rowStart, place, rows, query, keys, values, score, weights, dContext, dQuery, dKeys, dValues,
                dScore, scratch);
        }
        else
        {
            Backward<Vector128<float>, Lanes128>(
                size, rowStart, place, rows, query, keys, values, score, weights, dContext, dQuery, dKeys, dValues,
                dScore, scratch);
        }
    }

    /// <summary>The same on one width, for the test of equal bits.</summary>
    internal static void Backward<V, O>(
        CrossAttentionSize size, ReadOnlySpan<int> rowStart, int place, ReadOnlySpan<int> rows,
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values, ReadOnlySpan<float> score, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> dContext, Span<float> dQuery,
        Span<float> dKeys, Span<float> dValues, Span<float> dScore, Span<float> scratch)
        where O : ILanes<V>
    {
        (int Q, int A, int D) = size;
        int N = rowStart[^1], T = rowStart.Length - 1, steps = AttentionSequence.StepsOf(rowStart, place);
        ShapeException.Require(query, (Q, A));
        ShapeException.Require(keys, (N, A));
        ShapeException.Require(values, (N, D));
        RequireOrEmpty(score, A);
        ShapeException.Require(weights, (Q, T));
        ShapeException.Require(dContext, (Q, D));
        RequireGradient(dQuery, Q * A, nameof(dQuery));
        RequireGradient(dKeys, N * A, nameof(dKeys));
        RequireGradient(dValues, N * D, nameof(dValues));
        RequireGradient(dScore, A, nameof(dScore));
        ShapeException.Require(scratch, (2 * A) + T);
        fixed (float* q = query, k = keys, u = values, v = score, w = weights, dc = dContext, dq = dQuery, dk = dKeys,
            du = dValues, dv = dScore, room = scratch)
        {
            float* dWeights = room + (2 * A);
            foreach (int row in rows)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Q, nameof(rows));
                float* own = w + ((nint)row * T), d = dc + ((nint)row * D), look = q + ((nint)row * A);
                for (int t = 0; t < steps; t++)
                {
                    nint value = (nint)(rowStart[t] + place) * D;
                    dWeights[t] = Reductions.Dot<V, O>(
                        new ReadOnlySpan<float>(d, D), new ReadOnlySpan<float>(u + value, D));
                    if (du != null)
                    {
                        ElementLoop.Run<V, O, AddScaledMap>(new AddScaledMap(own[t]), d, d, d, du + value, D);
                    }
                }

                float inner = Reductions.Dot<V, O>(
                    new ReadOnlySpan<float>(own, steps), new ReadOnlySpan<float>(dWeights, steps));
                for (int t = 0; t < steps; t++)
                {
                    nint key = (nint)(rowStart[t] + place) * A;
                    ScoreBackward<V, O>(
                        own[t] * (dWeights[t] - inner), look, k + key, v, dq == null ? null : dq + ((nint)row * A),
                        dk == null ? null : dk + key, dv, room, A);
                }
            }
        }
    }

    private static void ScoreBackward<V, O>(
        float d, float* query, float* key, float* v, float* dQuery, float* dKey, float* dv, float* room, int A)
        where O : ILanes<V>
    {
        var add = new AddScaledMap(d);
        if (v == null)
        {
            AddTo<V, O>(add, key, dQuery, A);
            AddTo<V, O>(add, query, dKey, A);
            return;
        }

        float* tangent = room, inside = room + A;
        ElementLoop.Run<V, O, TanhOfSumMap>(default, query, key, query, tangent, A);
        AddTo<V, O>(add, tangent, dv, A);
        ElementLoop.Run<V, O, InsideMap>(default, tangent, v, v, inside, A);
        AddTo<V, O>(add, inside, dQuery, A);
        AddTo<V, O>(add, inside, dKey, A);
    }

    private static void AddTo<V, O>(AddScaledMap add, float* x, float* y, int n)
        where O : ILanes<V>
    {
        if (y != null)
        {
            ElementLoop.Run<V, O, AddScaledMap>(add, x, x, x, y, n);
        }
    }

    private static void RequireGradient(Span<float> gradient, int length, string name)
    {
        if (!gradient.IsEmpty)
        {
            ShapeException.Require(gradient, length, name, "as many values as it is of");
        }
    }

    /// <summary>tanh(a + b).</summary>
    private readonly struct TanhOfSumMap : IElementMap
    {
        public static int Inputs => 2;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => Activations.Tanh<V, O>(O.Add(a, b));
    }

    /// <summary>v·(1 − tanh²).</summary>
    private readonly struct InsideMap : IElementMap
    {
        public static int Inputs => 2;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.Multiply(b, O.Subtract(O.Broadcast(1), O.Multiply(a, a)));
    }
}
