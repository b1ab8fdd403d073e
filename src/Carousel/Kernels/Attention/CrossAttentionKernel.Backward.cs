using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>The way back. The weights are kept from the way forward; the hyperbolic tangents of additive scores are
/// made again.</content>
internal static unsafe partial class CrossAttentionKernel
{
    /// <summary>The gradients of the rows that look at one sequence.</summary>
    /// <param name="call">As left by Forward, with DContext; adds to DQuery, DKeys, DAttended and DScore.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Backward(in CrossAttentionSpans call) => Widths.Run(default(BackwardRun), call);

    internal readonly struct BackwardRun : IWidthWork<CrossAttentionSpans>
    {
        void IWidthWork<CrossAttentionSpans>.Run<V, O>(in CrossAttentionSpans call)
        {
            Require(call);
            (int Q, int A, int D) = call.Size;
            ReadOnlySpan<int> rowStart = call.RowStart;
            int N = rowStart[^1], T = rowStart.Length - 1, steps = StepsOf(rowStart, call.Place);
            ShapeException.Require(call.DContext, (Q, D));
            ShapeException.Require(call.DQuery, (call.DQuery.IsEmpty ? 0 : Q, A));
            ShapeException.Require(call.DKeys, (call.DKeys.IsEmpty ? 0 : N, A));
            ShapeException.Require(call.DAttended, (call.DAttended.IsEmpty ? 0 : N, D));
            ShapeException.Require(call.DScore, call.DScore.IsEmpty ? 0 : A);
            ShapeException.Require(call.Scratch, (2 * A) + T);
            fixed (float* q = call.Query, k = call.Keys, u = call.Attended, v = call.Score, w = call.Weights,
                dc = call.DContext, dq = call.DQuery, dk = call.DKeys, du = call.DAttended, dv = call.DScore,
                room = call.Scratch)
            {
                float* dWeights = room + (2 * A);
                foreach (int row in call.Rows)
                {
                    ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Q, "rows");
                    float* own = w + ((nint)row * T), d = dc + ((nint)row * D), look = q + ((nint)row * A);
                    for (int t = 0; t < steps; t++)
                    {
                        nint value = (nint)(rowStart[t] + call.Place) * D;
                        dWeights[t] = Reductions.Dot<V, O>(
                            new ReadOnlySpan<float>(d, D), new ReadOnlySpan<float>(u + value, D));
                        if (du != null)
                        {
                            ElementLoop.Run<V, O, AddScaledMap>(new AddScaledMap(own[t]), d, d, d, du + value, D);
                        }
                    }

                    float inner = Reductions.Dot<V, O>(
                        new ReadOnlySpan<float>(own, steps), new ReadOnlySpan<float>(dWeights, steps));
                    float* dLook = dq == null ? null : dq + ((nint)row * A);
                    for (int t = 0; t < steps; t++)
                    {
                        nint at = (nint)(rowStart[t] + call.Place) * A;
                        float* key = k + at, dKey = dk == null ? null : dk + at;
                        var add = new AddScaledMap(own[t] * (dWeights[t] - inner));
                        if (v == null)
                        {
                            AddTo<V, O>(add, key, dLook, A);
                            AddTo<V, O>(add, look, dKey, A);
                            continue;
                        }

                        float* tangent = room, inside = room + A;
                        ElementLoop.Run<V, O, TanhOfSumMap>(default, look, key, look, tangent, A);
                        AddTo<V, O>(add, tangent, dv, A);
                        ElementLoop.Run<V, O, InsideMap>(default, tangent, v, v, inside, A);
                        AddTo<V, O>(add, inside, dLook, A);
                        AddTo<V, O>(add, inside, dKey, A);
                    }
                }
            }
        }
    }

    private static void AddTo<V, O>(AddScaledMap add, float* x, float* y, int n)
        where O : ILanes<V>
    {
        if (y != null)
        {
            ElementLoop.Run<V, O, AddScaledMap>(add, x, x, x, y, n);
        }
    }

    /// <summary>tanh(a + b).</summary>
    private readonly struct TanhOfSumMap : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => Activations.Tanh<V, O>(O.Add(a, b));
    }

    /// <summary>v·(1 − tanh²).</summary>
    private readonly struct InsideMap : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Multiply(b, O.Subtract(O.Broadcast(1), O.Multiply(a, a)));
    }
}
