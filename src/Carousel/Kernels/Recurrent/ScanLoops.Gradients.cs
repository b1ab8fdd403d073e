using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The gradients of inputs and weights.</summary>
internal static unsafe partial class ScanLoops
{
    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward; without W ∂loss/∂preactivation.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="da">[n, Columns], rows as left by Backward.</param>
    /// <param name="dx">[n, Inputs], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        ScanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        if (size.I == 0)
        {
            Preactivations.AddGradient(da, dx);
            return;
        }

        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels[..size.InputLength], dx);
    }

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋ and db += Σ da for a range of the rows of W, from the last step run to the first,
    /// rows ascending within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="da">[N, Columns], as left by Backward.</param>
    /// <param name="dWeight">[Columns, I], added to; as the next two empty where not wanted.</param>
    /// <param name="dRecurrent">[Columns, Head], added to.</param>
    /// <param name="dBias">[Columns], added to.</param>
    /// <param name="scratch">GradientScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        ScanSize size, ReadOnlySpan<int> rowStart, bool reverse, int partFrom, int partTo, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h, ReadOnlySpan<float> da, Span<float> dWeight, Span<float> dRecurrent,
        Span<float> dBias, Span<float> scratch)
    {
        int N = rowStart[^1], B = (h.Length / size.H) - N;
        RequireGradients(size, N, x, dWeight, dRecurrent, dBias, scratch);
        StepWalk.RequireBatch(rowStart, B);
        ShapeException.Require(h, (B + N, size.H));
        ShapeException.Require(da, (N, size.Columns));
        fixed (float* px = x, ph = h, pa = da, pw = dWeight, pr = dRecurrent, pb = dBias, ps = scratch)
        {
            GatedGradient gradient = GatedGradient.OfInputs(
                size.I, size.Columns, partFrom, partTo, px, pa, pw, pb, ps);
            if (gradient.IsWanted)
            {
                gradient.Add(new StepTable(rowStart, B, reverse), 0, MatrixProduct.Panels(partTo - partFrom));
            }

            if (pr != null)
            {
                AddRecurrent(size, partFrom, partTo, new RowOrder(rowStart, reverse), B, ph, pa, pr, ps);
            }
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread, a few steps at a time, so that
    /// what Backward leaves is read from the cache. The same bits.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="rest">[B+N, Rest], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dRest">[B, Rest]; as in Backward.</param>
    /// <param name="dx">[N, Inputs], added to; as the next three empty where not wanted.</param>
    /// <param name="dWeight">[Columns, I], added to.</param>
    /// <param name="dRecurrent">[Columns, Head], added to.</param>
    /// <param name="dBias">[Columns], added to.</param>
    /// <param name="scratch">GradientScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients<TCell>(
        ScanSize size, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h, ReadOnlySpan<float> rest, Span<float> gates, Span<float> dh, Span<float> dRest,
        Span<float> dx, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
    {
        int B = RequireBackward(size, rowStart, panels, h, rest, gates, dh, dRest), N = rowStart[^1];
        RequireGradients(size, N, x, dWeight, dRecurrent, dBias, scratch);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : N, size.Inputs));
        var part = new ScanPart(0, B, 0, size.Panels);
        var chunks = new StepChunks(rowStart, reverse);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, 0, B);
        int blocks = MatrixProduct.Panels(size.Columns);
        fixed (float* pp = panels, px = x, ph = h, pc = rest, pg = gates, pd = dh, pdc = dRest, pw = dWeight,
            pr = dRecurrent, pb = dBias, ps = scratch)
        {
            GatedGradient gradient = GatedGradient.OfInputs(
                size.I, size.Columns, 0, size.Columns, px, pg, pw, pb, ps);
            if (gradient.IsWanted)
            {
                gradient.Move(0, blocks, back: false);
            }

            while (chunks.Next(out int from, out int to))
            {
                int first = rowStart[from], rows = rowStart[to] - first;
                for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
                {
                    Retreat<TCell>(size, part, pp, Rows(size, B, s, ph, pc, pg, pd, pdc));
                }

                if (!dx.IsEmpty)
                {
                    AddInputGradient(
                        size, panels, gates.Slice(first * size.Columns, rows * size.Columns),
                        dx.Slice(first * size.Inputs, rows * size.Inputs));
                }

                if (gradient.IsWanted)
                {
                    gradient.AddRows(new RowOrder(rowStart, reverse, from, to), B, 0, blocks);
                }

                if (pr != null)
                {
                    AddRecurrent(
                        size, 0, size.Columns, new RowOrder(rowStart, reverse, from, to), B, ph, pg, pr,
                        ps + size.InputScratch);
                }
            }

            if (gradient.IsWanted)
            {
                gradient.Move(0, blocks, back: true);
            }
        }
    }

    /// <summary>dR of some rows of W, a gate of a head after the other.</summary>
    private static void AddRecurrent(
        ScanSize size, int partFrom, int partTo, RowOrder order, int batch, float* h, float* da, float* dRecurrent,
        float* scratch)
    {
        for (int row = partFrom; row < partTo;)
        {
            int end = Math.Min(partTo, ((row / size.Head) + 1) * size.Head);
            var gradient = new GatedGradient
            {
                Gates = 1,
                I = 0,
                H = size.Head,
                BlockUnits = Width,
                UnitFrom = row,
                UnitTo = end,
                X = h,
                States = h + (row / size.Head % size.Heads * size.Head),
                StateStride = size.H,
                Da = da,
                DaStride = size.Columns,
                Dr = dRecurrent,
                Scratch = scratch,
            };
            int blocks = MatrixProduct.Panels(end - row);
            gradient.Move(0, blocks, back: false);
            gradient.AddRows(order, batch, 0, blocks);
            gradient.Move(0, blocks, back: true);
            row = end;
        }
    }

    private static void RequireGradients(
        ScanSize size, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dRecurrent,
        ReadOnlySpan<float> dBias, ReadOnlySpan<float> scratch)
    {
        ShapeException.Require(x, (N, size.Inputs));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(dRecurrent, (dRecurrent.IsEmpty ? 0 : size.Columns, size.Head));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(scratch, size.GradientScratch);
    }
}
