using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Back-propagation through time.</summary>
internal static unsafe partial class ScanLoops
{
    /// <summary>Back-propagation through time for a part, last step run to first.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="part">Which places and units.</param>
    /// <param name="call">Panels for the way back, H, C and Gates as left by Forward, Dh and Dc.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(ScanSize size, ScanPart part, in CellSpans call)
        where TCell : struct, IScanCell<TCell> => Widths.Run(new BackwardRun<TCell>(size, part), call);

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
        ShapeException.Require(gates, (n, size.Columns));
        ShapeException.Require(dh, (TCell.IsRecurrent ? dh.Length / size.H : n, size.H));
        ShapeException.Require(dBefore, (n, size.H));
        fixed (float* pp = panels, pb = before, pg = gates, pd = dh, pdb = dBefore)
        {
            var rows = new ScanRows
            {
                Count = n,
                GateStride = size.Columns,
                Stride = size.H,
                First = new ScanUnits { Gates = pg, Plane = size.H, Before = pb, DH = pd, DBefore = pdb },
            };
            Widths.Run(new PullRun<TCell>(size, new ScanPart(0, n, 0, size.Panels), pp, rows));
        }
    }

    /// <summary>Some rows of a step: the units, then what they add to the states before.</summary>
    private static void Retreat<TCell, V, O>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where O : ILanes<V>
    {
        BackwardUnits<TCell, V, O>(size, part, rows);
        if (TCell.IsRecurrent)
        {
            AddToStates<V, O>(size, panels, rows);
        }
    }

    private static void AddToStates<V, O>(ScanSize size, float* panels, in ScanRows rows)
        where O : ILanes<V>
    {
        panels += size.InputLength;
        for (int block = 0; block < size.Gates * size.Heads; block++, panels += size.BlockLength)
        {
            MatrixProduct.Multiply<V, O>(new(
                rows.Count, new(rows.First.Gates + (block * (nint)size.Head), rows.GateStride), panels, size.Head,
                new(rows.First.DBefore + (block % size.Heads * size.Head), rows.Stride), size.Head));
        }
    }

    private static void RequireBackward(ScanSize size, in CellSpans call)
    {
        (int B, int N) = (call.Steps.B, call.Steps.N);
        ShapeException.Require(call.Panels, size.BackwardPanelLength);
        ShapeException.Require(call.H, (B + N, size.H));
        ShapeException.Require(call.C, (B + N, size.Rest));
        ShapeException.Require(call.Gates, (N, size.Columns));
        ShapeException.Require(call.Dh, (B + N, size.H));
        ShapeException.Require(call.Dc, (B, size.Rest));
    }

    /// <summary>Row 0 of everything that the way back goes over.</summary>
    private readonly struct Origin(ScanSize size, int batch, ScanUnits first)
    {
        public ScanRows Rows(StepSegment s) => new()
        {
            Count = s.Rows,
            GateStride = size.Columns,
            Stride = size.H,
            RestStride = size.Rest,
            First = new ScanUnits
            {
                Gates = first.Gates + ((nint)s.Row * size.Columns),
                Plane = size.H,
                Before = first.H + ((nint)s.Before * size.H),
                H = first.H + ((nint)(batch + s.Row) * size.H),
                Rest = first.Rest + ((nint)s.Before * size.Rest),
                RestAfter = first.Rest + ((nint)(batch + s.Row) * size.Rest),
                DH = first.DH + ((nint)(batch + s.Row) * size.H),
                DBefore = first.DH + ((nint)s.Before * size.H),
                DRest = first.DRest + ((nint)s.Place * size.Rest),
            },
        };
    }

    internal readonly struct BackwardRun<TCell>(ScanSize size, ScanPart part) : IWidthWork<CellSpans>
        where TCell : struct, IScanCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            RequireBackward(size, call);
            var walk = new StepWalk(call.Steps, backward: true, part.PlaceFrom, part.PlaceTo);
            fixed (float* pp = call.Panels, ph = call.H, pc = call.C, pg = call.Gates, pd = call.Dh, pdc = call.Dc)
            {
                var origin = new Origin(
                    size, call.Steps.B, new ScanUnits { Gates = pg, H = ph, Rest = pc, DH = pd, DRest = pdc });
                while (walk.Next(out StepSegment s))
                {
                    Retreat<TCell, V, O>(size, part, pp, origin.Rows(s));
                }
            }
        }
    }

    /// <summary>What <c>Retreat</c> adds to the states before, alone.</summary>
    private readonly struct PullRun<TCell>(ScanSize size, ScanPart part, float* panels, ScanRows rows) : IWidthWork
        where TCell : struct, IScanCell<TCell>
    {
        void IWidthWork.Run<V, O>()
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
    }
}
