using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>One step of one sequence.</content>
internal static unsafe partial class AttentionKernel
{
    /// <summary>Values of scratch that <see cref="Step"/> needs.</summary>
    /// <param name="size">Sizes.</param>
    /// <returns>The length.</returns>
    public static int StepScratchLength(AttentionSize size) => (2 * size.Window) + size.Features + 16;

    /// <summary>One step of one sequence, all heads, for streaming. Bits as those of Forward.</summary>
    /// <param name="call">Reads X; reads and overwrites State; overwrites Y. The size has a window;
    /// StepScratchLength(size) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Step(in AttentionSpans call) => Widths.Run(default(StepRun), call);

    internal readonly struct StepRun : IWidthWork<AttentionSpans>
    {
        void IWidthWork<AttentionSpans>.Run<V, O>(in AttentionSpans call)
        {
            AttentionSize size = call.Size;
            int D = size.Features, w = size.Window, d = size.HeadSize;
            ArgumentOutOfRangeException.ThrowIfZero(w, nameof(size));
            ShapeException.Require(call.X, 3 * D);
            ShapeException.Require(call.State, size.StateSize);
            ShapeException.Require(call.Y, D);
            ShapeException.Require(call.Scratch, StepScratchLength(size));
            fixed (float* px = call.X, ps = call.State, py = call.Y, room = call.Scratch)
            {
                float* values = ps + ((nint)D * w), scores = room + D, inOrder = scores + w;
                int count = AttentionSequence.CountOf(ps, size), slot = count % w;
                for (int f = 0; f < D; f++)
                {
                    ps[((nint)f * w) + slot] = px[D + f];
                }

                new ReadOnlySpan<float>(px + (2 * D), D).CopyTo(new Span<float>(values + ((nint)slot * D), D));
                ps[size.StateSize - 1] = AttentionSequence.CountAfter(count, 1, w);

                // Slots in the order of time: from the oldest to the end, then from 0 to the newest. A window that is
                // not full begins at 0.
                int n = Math.Min(count + 1, w), oldest = n < w ? 0 : (slot + 1) % w, behind = n - oldest;
                ElementLoop.Run<V, O, ScaleMap>(new ScaleMap(1 / MathF.Sqrt(d)), px, px, px, room, D);
                for (int head = 0; head < size.Heads; head++)
                {
                    Scores<V, O>(room + (head * d), ps + ((nint)head * d * w), w, d, n, scores);
                    new ReadOnlySpan<float>(scores + oldest, behind).CopyTo(new Span<float>(inOrder, behind));
                    new ReadOnlySpan<float>(scores, oldest).CopyTo(new Span<float>(inOrder + behind, oldest));
                    float total = 0;
                    Weigh<V, O>(inOrder, n, &total);
                    for (int j = 0; j < d; j += 64)
                    {
                        float* to = py + (head * d) + j;
                        var from = new StridedRows(values + (head * d) + j, D);
                        Sums<V, O>(
                            inOrder, from.FromRow(oldest), behind, from, oldest, Math.Min(64, d - j), 1 / total, to);
                    }
                }
            }
        }
    }

    /// <summary>scores[s] = Σⱼ query[j]·keys[j, s], one chain from 0, j ascending.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Scores<V, O>(float* query, float* keys, nint stride, int d, int n, float* scores)
        where O : ILanes<V>
    {
        int s = 0;
        for (; s + (4 * O.Count) <= n; s += 4 * O.Count)
        {
            V s0 = O.Zero, s1 = O.Zero, s2 = O.Zero, s3 = O.Zero;
            float* key = keys + s;
            for (int j = 0; j < d; j++, key += stride)
            {
                V q = O.Broadcast(query[j]);
                s0 = O.MultiplyAdd(q, O.Load(key), s0);
                s1 = O.MultiplyAdd(q, O.Load(key + O.Count), s1);
                s2 = O.MultiplyAdd(q, O.Load(key + (2 * O.Count)), s2);
                s3 = O.MultiplyAdd(q, O.Load(key + (3 * O.Count)), s3);
            }

            O.Store(s0, scores + s);
            O.Store(s1, scores + s + O.Count);
            O.Store(s2, scores + s + (2 * O.Count));
            O.Store(s3, scores + s + (3 * O.Count));
        }

        for (; s + O.Count <= n; s += O.Count)
        {
            V sum = O.Zero;
            for (int j = 0; j < d; j++)
            {
                sum = O.MultiplyAdd(O.Broadcast(query[j]), O.Load(keys + (j * stride) + s), sum);
            }

            O.Store(sum, scores + s);
        }

        for (; s < n; s++)
        {
            Vector128<float> sum = Vector128<float>.Zero;
            for (int j = 0; j < d; j++)
            {
                sum = Lanes128.MultiplyAdd(
                    Vector128.CreateScalar(query[j]), Vector128.CreateScalar(keys[(j * stride) + s]), sum);
            }

            scores[s] = sum.ToScalar();
        }
    }

    /// <summary>
    /// y[j] = factor·Σₖ weights[k]·values[k, j], one chain from 0 over two pieces of the window, the older first, for
    /// up to 64 columns.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sums<V, O>(
        float* weights, StridedRows older, int olderCount, StridedRows newer, int newerCount, int columns, float factor,
        float* y)
        where O : ILanes<V>
    {
        nint stride = older.Stride;
        int j = 0;
        for (; j + (4 * O.Count) <= columns; j += 4 * O.Count)
        {
            V s0 = O.Zero, s1 = O.Zero, s2 = O.Zero, s3 = O.Zero;
            for (int piece = 0; piece < 2; piece++)
            {
                int count = piece == 0 ? olderCount : newerCount;
                float* weight = piece == 0 ? weights : weights + olderCount;
                float* value = (piece == 0 ? older.Values : newer.Values) + j;
                for (int k = 0; k < count; k++, value += stride)
                {
                    V p = O.Broadcast(weight[k]);
                    s0 = O.MultiplyAdd(p, O.Load(value), s0);
                    s1 = O.MultiplyAdd(p, O.Load(value + O.Count), s1);
                    s2 = O.MultiplyAdd(p, O.Load(value + (2 * O.Count)), s2);
                    s3 = O.MultiplyAdd(p, O.Load(value + (3 * O.Count)), s3);
                }
            }

            V scale = O.Broadcast(factor);
            O.Store(O.Multiply(s0, scale), y + j);
            O.Store(O.Multiply(s1, scale), y + j + O.Count);
            O.Store(O.Multiply(s2, scale), y + j + (2 * O.Count));
            O.Store(O.Multiply(s3, scale), y + j + (3 * O.Count));
        }

        for (; j + O.Count <= columns; j += O.Count)
        {
            V sum = Chain<V, O>(weights, older.FromColumn(j), olderCount, O.Zero);
            sum = Chain<V, O>(weights + olderCount, newer.FromColumn(j), newerCount, sum);
            O.Store(O.Multiply(sum, O.Broadcast(factor)), y + j);
        }

        for (; j < columns; j++)
        {
            Vector128<float> sum = Vector128<float>.Zero;
            for (int k = 0; k < olderCount + newerCount; k++)
            {
                float value = k < olderCount ? older.Row(k)[j] : newer.Row(k - olderCount)[j];
                sum = Lanes128.MultiplyAdd(Vector128.CreateScalar(weights[k]), Vector128.CreateScalar(value), sum);
            }

            y[j] = sum.ToScalar() * factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Chain<V, O>(float* weights, StridedRows values, int count, V sum)
        where O : ILanes<V>
    {
        for (int k = 0; k < count; k++)
        {
            sum = O.MultiplyAdd(O.Broadcast(weights[k]), O.Load(values.Row(k)), sum);
        }

        return sum;
    }
}
