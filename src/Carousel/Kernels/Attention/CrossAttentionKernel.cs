using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Attention of rows over the steps of a memory: soft-max of scores, then the weighted mean of values. Scores are
/// products or additive. Twin: CrossAttentionReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/layers.md. A call takes one sequence of the memory and the rows that look at
/// it. A row's bits depend on nothing but that row and that sequence.
/// </remarks>
internal static unsafe partial class CrossAttentionKernel
{
    /// <summary>The rows that look at one sequence.</summary>
    /// <param name="call">Reads Query, Keys, Attended and Score; overwrites Context and Weights.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Forward(in CrossAttentionSpans call) => Widths.Run(default(ForwardRun), call);

    internal readonly struct ForwardRun : IWidthWork<CrossAttentionSpans>
    {
        void IWidthWork<CrossAttentionSpans>.Run<V, O>(in CrossAttentionSpans call)
        {
            Require(call);
            (int Q, int A, int D) = call.Size;
            ReadOnlySpan<int> rowStart = call.RowStart;
            int T = rowStart.Length - 1, steps = StepsOf(rowStart, call.Place);
            ShapeException.Require(call.Context, (Q, D));
            ShapeException.Require(call.Scratch, A);
            fixed (float* q = call.Query, k = call.Keys, u = call.Attended, v = call.Score, c = call.Context,
                w = call.Weights, room = call.Scratch)
            {
                foreach (int row in call.Rows)
                {
                    ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Q, "rows");
                    float* own = w + ((nint)row * T), y = c + ((nint)row * D), look = q + ((nint)row * A);
                    for (int t = 0; t < steps; t++)
                    {
                        own[t] = Score<V, O>(look, k + ((nint)(rowStart[t] + call.Place) * A), v, room, A);
                    }

                    new Span<float>(own + steps, T - steps).Clear();
                    new Span<float>(y, D).Clear();
                    Weigh<V, O>(own, steps);
                    for (int t = 0; t < steps; t++)
                    {
                        float* value = u + ((nint)(rowStart[t] + call.Place) * D);
                        ElementLoop.Run<V, O, AddScaledMap>(new AddScaledMap(own[t]), value, value, value, y, D);
                    }
                }
            }
        }
    }

    private static void Require(in CrossAttentionSpans call)
    {
        ((int Q, int A, int D), int N, int T) = (call.Size, call.RowStart[^1], call.RowStart.Length - 1);
        ShapeException.Require(call.Query, (Q, A));
        ShapeException.Require(call.Keys, (N, A));
        ShapeException.Require(call.Attended, (N, D));
        ShapeException.Require(call.Score, call.Score.IsEmpty ? 0 : A);
        ShapeException.Require(call.Weights, (Q, T));
    }

    /// <summary>Steps of the sequence at a place: rows of a step never rise, so it is a search.</summary>
    private static int StepsOf(ReadOnlySpan<int> rowStart, int place)
    {
        int low = 0, high = rowStart.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rowStart[middle + 1] - rowStart[middle] > place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
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
}
