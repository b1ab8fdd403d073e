using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The gradients of inputs and weights, after the time loop or along with it.</summary>
internal static unsafe partial class HiddenLoops
{
    /// <summary>Floats of scratch that BackwardWithGradients needs.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="batch">B.</param>
    public static int WithGradientsScratch<TCell>(TCell cell, int batch)
        where TCell : struct, IHiddenCell<TCell> =>
        checked(StepChunks.Pay(cell.I, cell.H, cell.Gates)
            ? cell.BackwardScratch(batch) + ChunkLength(cell, batch) + cell.InputScratch + cell.GradientScratch(true)
            : Math.Max(cell.BackwardScratch(batch), Math.Max(cell.InputScratch, cell.GradientScratch(false))));

    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="panels">As for Backward.</param>
    /// <param name="da">[n, GradientLength], rows as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <param name="scratch">cell.InputScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient<TCell>(
        TCell cell, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int I = cell.I, n = dx.Length / I, stride = GradientLength(cell);
        ShapeException.Require<float>(dx, (n, I));
        ShapeException.Require(da, (n, stride));
        ShapeException.Require(panels, cell.BackwardPanelLength);
        ShapeException.Require<float>(scratch, cell.InputScratch);
        fixed (float* p = panels, pa = da, pd = dx, ps = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                cell.AddInputs<Vector512<float>, Lanes512>(n, pa, stride, p, pd, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                cell.AddInputs<Vector256<float>, Lanes256>(n, pa, stride, p, pd, ps);
            }
            else
            {
                cell.AddInputs<Vector128<float>, Lanes128>(n, pa, stride, p, pd, ps);
            }
        }
    }

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋ and those of the biases, for a range of parts, from the last step run to the
    /// first,
    /// rows ascending within a step, after Backward.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="partFrom">First of cell.GradientParts.</param>
    /// <param name="partTo">One after the last.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="da">[N, GradientLength], as left by Backward.</param>
    /// <param name="dWeight">[gates·H, I], added to; as the next three empty where not wanted.</param>
    /// <param name="dRecurrent">[gates·H, H], added to.</param>
    /// <param name="dBias">[gates·H], added to.</param>
    /// <param name="dInnerBias">[cell.InnerBias], added to.</param>
    /// <param name="scratch">cell.GradientScratch(false) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, int partFrom, int partTo, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h, ReadOnlySpan<float> da, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias,
        Span<float> dInnerBias, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int H = cell.H, N = rowStart[^1], B = (h.Length / H) - N, stride = GradientLength(cell);
        StepWalk.RequireBatch(rowStart, B);
        RequireGradients(cell, N, x, dWeight, dRecurrent, dBias, dInnerBias);
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(da, (N, stride));
        ShapeException.Require<float>(scratch, cell.GradientScratch(false));
        fixed (float* px = x, ph = h, pa = da, pw = dWeight, pr = dRecurrent, pb = dBias, pq = dInnerBias,
            ps = scratch)
        {
            cell.AddWeights(
                Terms(px, ph, pa, stride, pw, pr, pb, pq, ps), new StepTable(rowStart, B, reverse), partFrom, partTo);
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread: if the weights are few at once, a
    /// few steps at a time, so that what Backward leaves is read from the cache; else one after the other. The same
    /// bits.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="panels">As for Backward.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Forward; undefined from here on.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dx">[N, I], added to; as the next four empty where not wanted.</param>
    /// <param name="dWeight">[gates·H, I], added to.</param>
    /// <param name="dRecurrent">[gates·H, H], added to.</param>
    /// <param name="dBias">[gates·H], added to.</param>
    /// <param name="dInnerBias">[cell.InnerBias], added to.</param>
    /// <param name="scratch">WithGradientsScratch(cell, B) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> dx, Span<float> dWeight,
        Span<float> dRecurrent, Span<float> dBias, Span<float> dInnerBias, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int B = RequireBackward(cell, rowStart, panels, h, gates, dh), N = rowStart[^1];
        RequireGradients(cell, N, x, dWeight, dRecurrent, dBias, dInnerBias);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : N, cell.I));
        ShapeException.Require<float>(scratch, WithGradientsScratch(cell, B));
        if (!StepChunks.Pay(cell.I, cell.H, cell.Gates))
        {
            Backward(cell, rowStart, reverse, 0, B, panels, h, gates, dh, scratch[..cell.BackwardScratch(B)]);
            Span<float> after = cell.GatesLength == 0 ? dh[(B * cell.H)..] : gates;
            if (!dx.IsEmpty)
            {
                AddInputGradient(cell, panels, after, dx, scratch[..cell.InputScratch]);
            }

            if (!dWeight.IsEmpty || !dRecurrent.IsEmpty || !dBias.IsEmpty || !dInnerBias.IsEmpty)
            {
                AddWeightGradient(
                    cell, rowStart, reverse, 0, cell.GradientParts, x, h, after, dWeight, dRecurrent, dBias, dInnerBias,
                    scratch[..cell.GradientScratch(false)]);
            }

            return;
        }

        fixed (float* p = panels, px = x, ph = h, pg = gates, pdh = dh, pdx = dx, pw = dWeight, pr = dRecurrent,
            pb = dBias, pq = dInnerBias, ps = scratch)
        {
            BackwardPass pass = Pass(cell, B, p, ph, pg, pdh, ps);
            float* inputs = ps + cell.BackwardScratch(B) + ChunkLength(cell, B);
            if (cell.GatesLength > 0)
            {
                pass.Da = ps + cell.BackwardScratch(B);
                pass.DaStride = StepChunks.Stride(cell.GatesLength);
            }

            var steps = new StepTable(rowStart, B, reverse);
            WeightTerms terms = Terms(px, ph, pass.Da, pass.DaStride, pw, pr, pb, pq, inputs + cell.InputScratch);
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardWithGradients<TCell, Vector512<float>, Lanes512>(cell, steps, pass, terms, pdx, inputs);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardWithGradients<TCell, Vector256<float>, Lanes256>(cell, steps, pass, terms, pdx, inputs);
            }
            else
            {
                BackwardWithGradients<TCell, Vector128<float>, Lanes128>(cell, steps, pass, terms, pdx, inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWithGradients<TCell, V, O>(
        TCell cell, in StepTable steps, in BackwardPass pass, in WeightTerms terms, float* dx, float* inputs)
        where TCell : struct, IHiddenCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        if (terms.IsWanted)
        {
            cell.MoveWeights(terms, back: false);
        }

        var walk = new StepWalk(steps.RowStart, pass.Batch, steps.Reverse, backward: true, 0, pass.Batch);
        var chunks = new StepChunks(steps.RowStart, steps.Reverse);
        while (chunks.Next(out int from, out int to))
        {
            nint first = steps.RowStart[from];
            int rows = steps.RowStart[to] - steps.RowStart[from];

            // The buffer begins with the first row of the chunk; dh, where there are no gates, has all rows.
            BackwardPass part = pass;
            part.Da -= cell.GatesLength > 0 ? first * pass.DaStride : 0;
            for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
            {
                cell.BackwardRows<V, O>(s, part);
            }

            if (dx != null)
            {
                cell.AddInputs<V, O>(
                    rows, part.Da + (first * pass.DaStride), pass.DaStride, pass.Panels, dx + (first * cell.I), inputs);
            }

            if (terms.IsWanted)
            {
                WeightTerms sum = terms;
                sum.Da = part.Da;
                cell.AddWeightRows(sum, new RowOrder(steps.RowStart, steps.Reverse, from, to), pass.Batch);
            }
        }

        if (terms.IsWanted)
        {
            cell.MoveWeights(terms, back: true);
        }
    }

    private static int ChunkLength<TCell>(TCell cell, int batch)
        where TCell : struct, IHiddenCell<TCell> =>
        cell.GatesLength == 0 ? 0 : StepChunks.Length(batch, cell.GatesLength);

    private static WeightTerms Terms(
        float* x, float* h, float* da, nint daStride, float* dWeight, float* dRecurrent, float* dBias,
        float* dInnerBias, float* scratch) => new()
        {
            X = x,
            States = h,
            Da = da,
            DaStride = daStride,
            Dw = dWeight,
            Dr = dRecurrent,
            Db = dBias,
            Dq = dInnerBias,
            Scratch = scratch,
        };

    private static void RequireGradients<TCell>(
        TCell cell, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dRecurrent,
        ReadOnlySpan<float> dBias, ReadOnlySpan<float> dInnerBias)
        where TCell : struct, IHiddenCell<TCell>
    {
        (int I, int H, int rows) = (cell.I, cell.H, cell.Gates * cell.H);
        ShapeException.Require(x, (N, I));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : rows, I));
        ShapeException.Require(dRecurrent, (dRecurrent.IsEmpty ? 0 : rows, H));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : rows);
        ShapeException.Require(dInnerBias, dInnerBias.IsEmpty ? 0 : cell.InnerBias);
    }
}
