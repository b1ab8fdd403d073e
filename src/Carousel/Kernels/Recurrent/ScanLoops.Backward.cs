using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time.</summary>
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
}
