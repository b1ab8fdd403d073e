using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time, and the gradients of inputs and weights.</summary>
internal static unsafe partial class ScanLoops
{
    /// <summary>Back-propagation through time for a part, last step run to first.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="part">Which places and units.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: ∂loss/∂h whole, that of the
    /// initial states in the first B rows.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> h,
        Span<float> gates, Span<float> dh)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<TCell, Vector512<float>, Lanes512>(size, part, rowStart, reverse, h, gates, dh);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<TCell, Vector256<float>, Lanes256>(size, part, rowStart, reverse, h, gates, dh);
        }
        else
        {
            Backward<TCell, Vector128<float>, Lanes128>(size, part, rowStart, reverse, h, gates, dh);
        }
    }

    internal static void Backward<TCell, V, O>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> h,
        Span<float> gates, Span<float> dh)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int B = RequireBackward(size, rowStart, h, gates, dh);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, part.PlaceFrom, part.PlaceTo);
        fixed (float* ph = h, pg = gates, pd = dh)
        {
            while (walk.Next(out StepSegment s))
            {
                BackwardRows<TCell, V, O>(
                    size, part, s.Rows, pg + ((nint)s.Row * size.Columns), ph + ((nint)s.Before * size.H),
                    pd + ((nint)(B + s.Row) * size.H), pd + ((nint)s.Before * size.H));
            }
        }
    }

    /// <summary>
    /// ∂loss/∂h of the states before one step, on top of what came from above: what Backward does between a step and
    /// the one before. The same bits.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, Columns], the step's rows as left by Forward; overwritten.</param>
    /// <param name="dh">[n, H], the step's rows as left by Backward.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient<TCell>(
        ScanSize size, ReadOnlySpan<float> before, Span<float> gates, ReadOnlySpan<float> dh, Span<float> dBefore)
        where TCell : struct, IScanCell<TCell>
    {
        int n = dBefore.Length / size.H;
        ShapeException.Require(before, (n, size.H));
        ShapeException.Require<float>(gates, (n, size.Columns));
        ShapeException.Require(dh, (n, size.H));
        ShapeException.Require<float>(dBefore, (n, size.H));
        fixed (float* pb = before, pg = gates, pd = dh, pdb = dBefore)
        {
            BackwardRows<TCell>(size, new ScanPart(0, n, 0, size.Panels), n, pg, pb, pd, pdb);
        }
    }

    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="da">[n, Columns], rows as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        ScanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx) =>
        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels, dx);

    /// <summary>
    /// dW += Σ daᵀ·x and db += Σ da for a range of the rows of W, from the last step run to the first, rows ascending
    /// within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="da">[N, Columns], as left by Backward.</param>
    /// <param name="dWeight">[Columns, I], added to; as the next empty where not wanted.</param>
    /// <param name="dBias">[Columns], added to.</param>
    /// <param name="scratch">GradientScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        ScanSize size, ReadOnlySpan<int> rowStart, bool reverse, int partFrom, int partTo, ReadOnlySpan<float> x,
        ReadOnlySpan<float> da, Span<float> dWeight, Span<float> dBias, Span<float> scratch)
    {
        RequireGradients(size, rowStart[^1], x, dWeight, dBias, scratch);
        ShapeException.Require(da, (rowStart[^1], size.Columns));
        fixed (float* px = x, pa = da, pw = dWeight, pb = dBias, ps = scratch)
        {
            Gradient(size, partFrom, partTo, px, pa, pw, pb, ps).Add(
                new StepTable(rowStart, rowStart.Length > 1 ? rowStart[1] : 0, reverse), 0,
                MatrixProduct.Panels(partTo - partFrom));
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
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dx">[N, I], added to; as the next two empty where not wanted.</param>
    /// <param name="dWeight">[Columns, I], added to.</param>
    /// <param name="dBias">[Columns], added to.</param>
    /// <param name="scratch">GradientScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients<TCell>(
        ScanSize size, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> dx, Span<float> dWeight,
        Span<float> dBias, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
    {
        int B = RequireBackward(size, rowStart, h, gates, dh), N = rowStart[^1];
        RequireGradients(size, N, x, dWeight, dBias, scratch);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : N, size.I));
        var part = new ScanPart(0, B, 0, size.Panels);
        var chunks = new StepChunks(rowStart, reverse);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, 0, B);
        int blocks = MatrixProduct.Panels(size.Columns);
        fixed (float* px = x, ph = h, pg = gates, pd = dh, pw = dWeight, pb = dBias, ps = scratch)
        {
            GatedGradient gradient = Gradient(size, 0, size.Columns, px, pg, pw, pb, ps);
            if (gradient.IsWanted)
            {
                gradient.Move(0, blocks, back: false);
            }

            while (chunks.Next(out int from, out int to))
            {
                int first = rowStart[from], rows = rowStart[to] - first;
                for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
                {
                    BackwardRows<TCell>(
                        size, part, s.Rows, pg + ((nint)s.Row * size.Columns), ph + ((nint)s.Before * size.H),
                        pd + ((nint)(B + s.Row) * size.H), pd + ((nint)s.Before * size.H));
                }

                if (!dx.IsEmpty)
                {
                    AddInputGradient(
                        size, panels, gates.Slice(first * size.Columns, rows * size.Columns),
                        dx.Slice(first * size.I, rows * size.I));
                }

                if (gradient.IsWanted)
                {
                    gradient.AddRows(new RowOrder(rowStart, reverse, from, to), B, 0, blocks);
                }
            }

            if (gradient.IsWanted)
            {
                gradient.Move(0, blocks, back: true);
            }
        }
    }

    private static void BackwardRows<TCell>(
        ScanSize size, ScanPart part, int rows, float* gates, float* before, float* dh, float* dBefore)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            BackwardRows<TCell, Vector512<float>, Lanes512>(size, part, rows, gates, before, dh, dBefore);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            BackwardRows<TCell, Vector256<float>, Lanes256>(size, part, rows, gates, before, dh, dBefore);
        }
        else
        {
            BackwardRows<TCell, Vector128<float>, Lanes128>(size, part, rows, gates, before, dh, dBefore);
        }
    }

    // A row of W is a unit of one gate: then the compact order is the plain one, and there is no state to multiply.
    private static GatedGradient Gradient(
        ScanSize size, int rowFrom, int rowTo, float* x, float* da, float* dWeight, float* dBias, float* scratch) =>
        new()
        {
            Gates = 1,
            I = size.I,
            H = 0,
            BlockUnits = Width,
            UnitFrom = rowFrom,
            UnitTo = rowTo,
            X = x,
            States = x,
            Da = da,
            DaStride = size.Columns,
            Dw = dWeight,
            Db = dBias,
            Scratch = scratch,
        };

    private static int RequireBackward(
        ScanSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> h, ReadOnlySpan<float> gates,
        ReadOnlySpan<float> dh)
    {
        int N = rowStart[^1], B = (h.Length / size.H) - N;
        ShapeException.Require(h, (B + N, size.H));
        ShapeException.Require(gates, (N, size.Columns));
        ShapeException.Require(dh, (B + N, size.H));
        return B;
    }

    private static void RequireGradients(
        ScanSize size, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dBias,
        ReadOnlySpan<float> scratch)
    {
        ShapeException.Require(x, (N, size.I));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(scratch, size.GradientScratch);
    }
}
