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
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="rest">[B+N, Rest], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: ∂loss/∂h whole, that of the
    /// initial states in the first B rows.</param>
    /// <param name="dRest">[B, Rest]; in: that of the final states; out: of the initial states.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, ReadOnlySpan<float> rest, Span<float> gates, Span<float> dh, Span<float> dRest)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<TCell, Vector512<float>, Lanes512>(
                size, part, rowStart, reverse, panels, h, rest, gates, dh, dRest);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<TCell, Vector256<float>, Lanes256>(
                size, part, rowStart, reverse, panels, h, rest, gates, dh, dRest);
        }
        else
        {
            Backward<TCell, Vector128<float>, Lanes128>(
                size, part, rowStart, reverse, panels, h, rest, gates, dh, dRest);
        }
    }

    internal static void Backward<TCell, V, O>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, ReadOnlySpan<float> rest, Span<float> gates, Span<float> dh, Span<float> dRest)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int B = RequireBackward(size, rowStart, panels, h, rest, gates, dh, dRest);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, part.PlaceFrom, part.PlaceTo);
        fixed (float* pp = panels, ph = h, pc = rest, pg = gates, pd = dh, pdc = dRest)
        {
            while (walk.Next(out StepSegment s))
            {
                Retreat<TCell, V, O>(size, part, pp, Rows(size, B, s, ph, pc, pg, pd, pdc));
            }
        }
    }

    /// <summary>
    /// ∂loss/∂h of the states before one step, on top of what came from above: what Backward does between a step and
    /// the one before. The same bits.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, Columns], the step's rows as left by Forward, and overwritten; of a cell with recurrent
    /// weights as left by Backward.</param>
    /// <param name="dh">[n, H], the step's rows as left by Backward; empty for a cell with recurrent weights.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient<TCell>(
        ScanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> before, Span<float> gates,
        ReadOnlySpan<float> dh, Span<float> dBefore)
        where TCell : struct, IScanCell<TCell>
    {
        int n = dBefore.Length / size.H;
        ShapeException.Require(panels, size.BackwardPanelLength);
        ShapeException.Require(before, (n, size.H));
        ShapeException.Require<float>(gates, (n, size.Columns));
        ShapeException.Require(dh, (TCell.IsRecurrent ? dh.Length / size.H : n, size.H));
        ShapeException.Require<float>(dBefore, (n, size.H));
        fixed (float* pp = panels, pb = before, pg = gates, pd = dh, pdb = dBefore)
        {
            var rows = new ScanRows
            {
                Count = n,
                GateStride = size.Columns,
                Stride = size.H,
                First = new ScanUnits { Gates = pg, Plane = size.H, Before = pb, DH = pd, DBefore = pdb },
            };
            var part = new ScanPart(0, n, 0, size.Panels);
            if (Vector512.IsHardwareAccelerated)
            {
                Pull<TCell, Vector512<float>, Lanes512>(size, part, pp, rows);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Pull<TCell, Vector256<float>, Lanes256>(size, part, pp, rows);
            }
            else
            {
                Pull<TCell, Vector128<float>, Lanes128>(size, part, pp, rows);
            }
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
        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels[..size.InputLength], dx);

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋ and db += Σ da for a range of the rows of W, from the last step run to the first,
    /// rows ascending within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <param name="x">[N, I].</param>
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
            GatedGradient gradient = Gradient(size, partFrom, partTo, px, pa, pw, pb, ps);
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
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="rest">[B+N, Rest], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dRest">[B, Rest]; as in Backward.</param>
    /// <param name="dx">[N, I], added to; as the next three empty where not wanted.</param>
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
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : N, size.I));
        var part = new ScanPart(0, B, 0, size.Panels);
        var chunks = new StepChunks(rowStart, reverse);
        var walk = new StepWalk(rowStart, B, reverse, backward: true, 0, B);
        int blocks = MatrixProduct.Panels(size.Columns);
        fixed (float* pp = panels, px = x, ph = h, pc = rest, pg = gates, pd = dh, pdc = dRest, pw = dWeight,
            pr = dRecurrent, pb = dBias, ps = scratch)
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
                    Retreat<TCell>(size, part, pp, Rows(size, B, s, ph, pc, pg, pd, pdc));
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

    private static void Retreat<TCell>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Retreat<TCell, Vector512<float>, Lanes512>(size, part, panels, rows);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Retreat<TCell, Vector256<float>, Lanes256>(size, part, panels, rows);
        }
        else
        {
            Retreat<TCell, Vector128<float>, Lanes128>(size, part, panels, rows);
        }
    }

    /// <summary>Some rows of a step: the units, then what they add to the states before.</summary>
    private static void Retreat<TCell, V, O>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        BackwardUnits<TCell, V, O>(size, part, rows);
        if (TCell.IsRecurrent)
        {
            AddToStates<V, O>(size, panels, rows);
        }
    }

    /// <summary>What <c>Retreat</c> adds to the states before, alone.</summary>
    private static void Pull<TCell, V, O>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        if (TCell.IsRecurrent)
        {
            AddToStates<V, O>(size, panels, rows);
        }
        else
        {
            BackwardUnits<TCell, V, O>(size, part, rows);
        }
    }

    private static void AddToStates<V, O>(ScanSize size, float* panels, in ScanRows rows)
        where V : struct
        where O : ILanes<V>
    {
        panels += size.InputLength;
        for (int block = 0; block < size.Gates * size.Heads; block++, panels += size.BlockLength)
        {
            MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
            {
                A = rows.First.Gates + (block * (nint)size.Head),
                AStride = rows.GateStride,
                Panels = panels,
                K = size.Head,
                Y = rows.First.DBefore + (block % size.Heads * size.Head),
                YStride = rows.Stride,
                Rows = rows.Count,
                Columns = size.Head,
                PanelTo = MatrixProduct.Panels(size.Head),
            });
        }
    }

    private static ScanRows Rows(
        ScanSize size, int B, StepSegment s, float* h, float* rest, float* gates, float* dh, float* dRest) => new()
        {
            Count = s.Rows,
            GateStride = size.Columns,
            Stride = size.H,
            RestStride = size.Rest,
            First = new ScanUnits
            {
                Gates = gates + ((nint)s.Row * size.Columns),
                Plane = size.H,
                Before = h + ((nint)s.Before * size.H),
                H = h + ((nint)(B + s.Row) * size.H),
                Rest = rest + ((nint)s.Before * size.Rest),
                RestAfter = rest + ((nint)(B + s.Row) * size.Rest),
                DH = dh + ((nint)(B + s.Row) * size.H),
                DBefore = dh + ((nint)s.Before * size.H),
                DRest = dRest + ((nint)s.Place * size.Rest),
            },
        };

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
        ScanSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> panels, ReadOnlySpan<float> h,
        ReadOnlySpan<float> rest, ReadOnlySpan<float> gates, ReadOnlySpan<float> dh, ReadOnlySpan<float> dRest)
    {
        int N = rowStart[^1], B = (h.Length / size.H) - N;
        ShapeException.Require(panels, size.BackwardPanelLength);
        ShapeException.Require(h, (B + N, size.H));
        ShapeException.Require(rest, (B + N, size.Rest));
        ShapeException.Require(gates, (N, size.Columns));
        ShapeException.Require(dh, (B + N, size.H));
        ShapeException.Require(dRest, (B, size.Rest));
        return B;
    }

    private static void RequireGradients(
        ScanSize size, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dRecurrent,
        ReadOnlySpan<float> dBias, ReadOnlySpan<float> scratch)
    {
        ShapeException.Require(x, (N, size.I));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(dRecurrent, (dRecurrent.IsEmpty ? 0 : size.Columns, size.Head));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(scratch, size.GradientScratch);
    }
}
