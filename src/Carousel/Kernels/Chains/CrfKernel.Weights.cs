using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>Gradients of the weights: sums over the whole batch, from the last step to the first, rows ascending within
/// a step.</content>
internal static unsafe partial class CrfKernel
{
    /// <summary>
    /// One row of ∂objective/∂transition: d[c] += factor·Σ over steps (p(label k, then c) − [the labels are k, then
    /// c]).
    /// </summary>
    /// <param name="k">Which row: the earlier label.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="transition">[C, C], as given to Forward.</param>
    /// <param name="labels">[N], as given to Forward.</param>
    /// <param name="ahead">[N, C], as left by Forward.</param>
    /// <param name="back">[N, C], as left by Backward.</param>
    /// <param name="factor">∂objective/∂loss of each sequence.</param>
    /// <param name="d">[C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void TransitionGradient(
        int k, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> transition, ReadOnlySpan<float> labels,
        ReadOnlySpan<float> ahead, ReadOnlySpan<float> back,
        float factor, Span<float> d)
    {
        int C = d.Length, N = rowStart[^1];
        ShapeException.Require(transition, (C, C));
        ShapeException.Require(labels, N);
        ShapeException.Require(ahead, (N, C));
        ShapeException.Require(back, (N, C));
        ReadOnlySpan<float> row = transition.Slice(k * C, C);
        for (int t = rowStart.Length - 2; t > 0; t--)
        {
            for (int n = rowStart[t]; n < rowStart[t + 1]; n++)
            {
                int before = rowStart[t - 1] + n - rowStart[t];
                ElementLoop.Run(new PairMap(ahead[(before * C) + k], factor), row, back.Slice(n * C, C), d);
                if (labels[before] == k)
                {
                    d[Label(labels[n], C)] -= factor;
                }
            }
        }
    }

    /// <summary>
    /// ∂objective/∂start and ∂objective/∂end: factor·Σ over sequences (p(c) − [c is the label]) of first and of last
    /// steps.
    /// </summary>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="labels">[N], as given to Forward.</param>
    /// <param name="p">[N, C], as left by Backward.</param>
    /// <param name="factor">∂objective/∂loss of each sequence.</param>
    /// <param name="dStart">[C], added to; empty where it is not wanted.</param>
    /// <param name="dEnd">[C], added to; empty where it is not wanted.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void EdgeGradient(
        ReadOnlySpan<int> rowStart, ReadOnlySpan<float> labels, ReadOnlySpan<float> p, float factor, Span<float> dStart,
        Span<float> dEnd)
    {
        int C = Math.Max(dStart.Length, dEnd.Length), N = rowStart[^1];
        ShapeException.Require(labels, N);
        ShapeException.Require(p, (N, C));
        for (int t = rowStart.Length - 2; t >= 0; t--)
        {
            int running = t + 2 < rowStart.Length ? rowStart[t + 2] - rowStart[t + 1] : 0;
            for (int n = rowStart[t]; n < rowStart[t + 1]; n++)
            {
                if (n - rowStart[t] >= running && !dEnd.IsEmpty)
                {
                    AddRow(C, labels[n], p.Slice(n * C, C), factor, dEnd);
                }

                if (t == 0 && !dStart.IsEmpty)
                {
                    AddRow(C, labels[n], p.Slice(n * C, C), factor, dStart);
                }
            }
        }
    }

    private static void AddRow(int C, float label, ReadOnlySpan<float> p, float factor, Span<float> d)
    {
        ElementwiseKernel.AddScaled(factor, p, d);
        d[Label(label, C)] -= factor;
    }

    /// <summary>y + factor·e^(a + shift + b).</summary>
    private readonly struct PairMap(float shift, float factor) : IUpdateByTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(O.Broadcast(factor), Elementary.Exp<V, O>(O.Add(O.Add(a, O.Broadcast(shift)), b)), y);
    }
}
