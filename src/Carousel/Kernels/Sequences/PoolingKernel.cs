using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// One row out of all steps of each sequence: their mean, the largest value of each feature, or a mean weighted by
/// scores. Double-precision twin: PoolingReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/layers.md. Rows come packed and results in the caller's order; an
/// empty sequence has
/// zeros. A sequence is summed from its first step to
/// its last, independently of the other sequences.
/// </remarks>
internal static class PoolingKernel
{
    /// <summary>y[b,f] = (1/L)·Σₜ x[t,f].</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="y">[B, F], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MeanForward(PackedLayout rows, ReadOnlySpan<float> x, Span<float> y)
    {
        int F = Require(rows, x, y);
        y.Clear();
        for (int place = 0; place < rows.B; place++)
        {
            Span<float> sum = y.Slice(rows.Order[place] * F, F);
            for (int t = 0; t < rows.Lengths[place]; t++)
            {
                ElementwiseKernel.AddScaled(1, x.Slice(rows.Row(t, place) * F, F), sum);
            }

            if (rows.Lengths[place] > 1)
            {
                ElementwiseKernel.Affine(1f / rows.Lengths[place], 0, sum, sum);
            }
        }
    }

    /// <summary>dx[t,f] += (1/L)·dy[b,f].</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="dy">[B, F], ∂loss/∂y.</param>
    /// <param name="dx">[N, F], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MeanBackward(PackedLayout rows, ReadOnlySpan<float> dy, Span<float> dx)
    {
        int F = Require(rows, dx, dy);
        for (int place = 0; place < rows.B; place++)
        {
            for (int t = rows.Lengths[place] - 1; t >= 0; t--)
            {
                ElementwiseKernel.AddScaled(
                    1f / rows.Lengths[place], dy.Slice(rows.Order[place] * F, F), dx.Slice(rows.Row(t, place) * F, F));
            }
        }
    }

    /// <summary>y[b,f] = maxₜ x[t,f]; NaN wherever a step has it.</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="y">[B, F], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxForward(PackedLayout rows, ReadOnlySpan<float> x, Span<float> y)
    {
        int F = Require(rows, x, y);
        for (int place = 0; place < rows.B; place++)
        {
            Span<float> largest = y.Slice(rows.Order[place] * F, F);
            if (rows.Lengths[place] == 0)
            {
                largest.Clear();
                continue;
            }

            x.Slice((rows.RowStart[0] + place) * F, F).CopyTo(largest);
            for (int t = 1; t < rows.Lengths[place]; t++)
            {
                ReadOnlySpan<float> row = x.Slice(rows.Row(t, place) * F, F);
                for (int f = 0; f < row.Length; f++)
                {
                    if (row[f] > largest[f] || float.IsNaN(row[f]))
                    {
                        largest[f] = row[f];
                    }
                }
            }
        }
    }

    /// <summary>dx[t,f] += dy[b,f] at the first step that has the largest value.</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="x">[N, F], as given to Forward.</param>
    /// <param name="y">[B, F], as left by Forward.</param>
    /// <param name="dy">[B, F], ∂loss/∂y.</param>
    /// <param name="dx">[N, F], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void MaxBackward(
        PackedLayout rows, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        int F = Require(rows, x, y);
        ShapeException.Require(dy, y.Length);
        ShapeException.Require(dx, x.Length);
        for (int place = 0; place < rows.B; place++)
        {
            int row = rows.Order[place] * F;
            for (int f = 0; f < F; f++)
            {
                for (int t = 0; t < rows.Lengths[place]; t++)
                {
                    int at = (rows.Row(t, place) * F) + f;
                    if (x[at] == y[row + f])
                    {
                        dx[at] += dy[row + f];
                        break;
                    }
                }
            }
        }
    }

    /// <summary>y[b] = Σₜ w[t]·x[t], where w is the soft-max of the sequence's scores over its steps.</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="scores">[N], packed.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="weights">[N], overwritten with w, one sequence after the other by place.</param>
    /// <param name="y">[B, F], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AttentionForward(
        PackedLayout rows, ReadOnlySpan<float> scores, ReadOnlySpan<float> x, Span<float> weights, Span<float> y)
    {
        int F = Require(rows, x, y);
        ShapeException.Require(scores, rows.N);
        ShapeException.Require(weights, rows.N);
        y.Clear();
        int first = 0;
        for (int place = 0; place < rows.B && rows.Lengths[place] > 0; place++)
        {
            Span<float> w = weights.Slice(first, rows.Lengths[place]);
            for (int t = 0; t < w.Length; t++)
            {
                w[t] = scores[rows.Row(t, place)];
            }

            SoftmaxKernel.Forward(w.Length, w, w);
            for (int t = 0; t < w.Length; t++)
            {
                ElementwiseKernel.AddScaled(
                    w[t], x.Slice(rows.Row(t, place) * F, F), y.Slice(rows.Order[place] * F, F));
            }

            first += w.Length;
        }
    }

    /// <summary>dx[t] += w[t]·dy[b]; dScores[t] += w[t]·(dy[b]·x[t] − Σₛ w[s]·dy[b]·x[s]).</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="x">[N, F], as given to Forward.</param>
    /// <param name="weights">[N], as left by Forward.</param>
    /// <param name="dy">[B, F], ∂loss/∂y.</param>
    /// <param name="dScores">[N], packed, added to; empty where it is not wanted.</param>
    /// <param name="dx">[N, F], packed, added to; empty where it is not wanted.</param>
    /// <param name="scratch">[T], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AttentionBackward(
        PackedLayout rows, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> dy,
        Span<float> dScores, Span<float> dx, Span<float> scratch)
    {
        int F = Require(rows, x, dy);
        ShapeException.Require(weights, rows.N);
        ShapeException.Require(dScores, dScores.IsEmpty ? 0 : rows.N);
        ShapeException.Require(dx, dx.IsEmpty ? 0 : x.Length);
        ShapeException.Require(scratch, rows.T);
        int first = 0;
        for (int place = 0; place < rows.B && rows.Lengths[place] > 0; place++)
        {
            ReadOnlySpan<float> w = weights.Slice(first, rows.Lengths[place]);
            ReadOnlySpan<float> gradient = dy.Slice(rows.Order[place] * F, F);
            for (int t = w.Length - 1; t >= 0 && !dx.IsEmpty; t--)
            {
                ElementwiseKernel.AddScaled(w[t], gradient, dx.Slice(rows.Row(t, place) * F, F));
            }

            if (!dScores.IsEmpty)
            {
                AddScoreGradients(rows, place, x, w, gradient, dScores, scratch[..w.Length]);
            }

            first += w.Length;
        }
    }

    private static void AddScoreGradients(
        PackedLayout rows, int place, ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> dy,
        Span<float> dScores, Span<float> dWeights)
    {
        for (int t = 0; t < w.Length; t++)
        {
            dWeights[t] = Reductions.Dot(dy, x.Slice(rows.Row(t, place) * dy.Length, dy.Length));
        }

        float mean = Reductions.Dot(w, dWeights);
        for (int t = w.Length - 1; t >= 0; t--)
        {
            dScores[rows.Row(t, place)] += w[t] * (dWeights[t] - mean);
        }
    }

    private static int Require(PackedLayout rows, ReadOnlySpan<float> packed, ReadOnlySpan<float> pooled)
    {
        int N = rows.N, B = rows.B;
        int F = B > 0 ? pooled.Length / B : 0;
        ShapeException.Require(pooled, (B, F));
        ShapeException.Require(packed, (N, F));
        return F;
    }
}
