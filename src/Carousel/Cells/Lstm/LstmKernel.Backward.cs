using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>Back-propagation through time, one source for all widths.</summary>
internal readonly unsafe partial struct LstmKernel
{
    /// <summary>A run back, and where everything lies.</summary>
    internal ref struct BackwardSequence
    {
        public LstmSize Size;
        public StepTable Steps;
        public float* Panels;
        public float* C;
        public float* Gates;

        /// <summary>Row 0 of ∂loss/∂preactivation; may be Gates.</summary>
        public float* Da;

        /// <summary>Distance of two rows of da.</summary>
        public nint DaStride;

        public float* Dh;
        public float* Dc;
        public float* Scratch;
    }

    internal readonly struct BackwardRun(LstmSize size) : IWidthWork<CellSpans>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            fixed (float* pp = call.Panels, pc = call.C, pg = call.Gates, pdh = call.Dh, pdc = call.Dc,
                ps = call.Scratch)
            {
                BackwardSequence sequence = Back(size, call.Steps, pp, pc, pg, pdh, pdc, ps);
                for (int s = call.Steps.T - 1; s >= 0; s--)
                {
                    BackwardStep<V, O>(sequence, s, call.PlaceFrom, call.PlaceTo);
                }
            }
        }
    }

    /// <summary>Where ∂loss/∂preactivation takes the place of the gates.</summary>
    private static BackwardSequence Back(
        LstmSize size, StepTable steps, float* panels, float* c, float* gates, float* dh, float* dc,
        float* scratch) => new()
        {
            Size = size,
            Steps = steps,
            Panels = panels,
            C = c,
            Gates = gates,
            Da = gates,
            DaStride = 4 * size.H,
            Dh = dh,
            Dc = dc,
            Scratch = scratch,
        };

    private static void BackwardStep<V, O>(in BackwardSequence q, int s, int rowFrom, int rowTo)
        where O : ILanes<V>
    {
        int end = Math.Min(rowTo, q.Steps.Rows(s));
        if (end > rowFrom)
        {
            int continued = Math.Clamp(q.Steps.Continued(s), rowFrom, end);
            BackwardRows<V, O>(q, s, rowFrom, continued, q.Steps.StateRow(s - 1));
            BackwardRows<V, O>(q, s, continued, end, 0);
        }
    }

    /// <summary>One step of rows whose states before lie together.</summary>
    /// <param name="q">Where everything lies.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="before">Row 0 of the states before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRows<V, O>(in BackwardSequence q, int s, int rowFrom, int rowTo, int before)
        where O : ILanes<V>
    {
        if (rowFrom < rowTo)
        {
            BackwardCells<V, O>(q, s, rowFrom, rowTo, before, 0, q.Size.H);
            AddToStatesBefore<V, O>(q, s, rowFrom, rowTo, before, 0, MatrixProduct.Panels(q.Size.H));
        }
    }

    /// <summary>∂loss/∂preactivation of some units, the first a multiple of 16, and so is the end or it is H.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardCells<V, O>(
        in BackwardSequence q, int s, int rowFrom, int rowTo, int before, int unitFrom, int unitTo)
        where O : ILanes<V>
    {
        StepTable steps = q.Steps;
        int H = q.Size.H, rows = rowTo - rowFrom, units = unitTo - unitFrom;
        nint first = steps.FirstRow(s) + rowFrom;
        var at = new GradientRows
        {
            Gates = q.Gates + (first * 4 * H) + (4 * unitFrom),
            Da = q.Da + (first * q.DaStride) + (4 * unitFrom),
            C = q.C + ((nint)(steps.StateRow(s) + rowFrom) * H) + unitFrom,
            CBefore = q.C + ((nint)(before + rowFrom) * H) + unitFrom,

            // What the step before will read first, from memory perhaps: its c before comes with the cells here.
            Ahead = s > 1 ? (nint)(steps.StateRow(s - 2) - before) * H : 0,
            Dh = q.Dh + ((nint)(steps.StateRow(s) + rowFrom) * H) + unitFrom,
            Dc = q.Dc + ((nint)rowFrom * H) + unitFrom,
        };

        // The blocks of one row are as the rows of one block, 16 units apart, and so are those of the next row: memory
        // is read from front to back.
        int whole = units / UnitBlocks.Size;
        bool flat = units == H && H % UnitBlocks.Size == 0 && q.DaStride == 4 * H;
        for (int row = 0; row < (flat ? 1 : rows) && whole > 0; row++)
        {
            GradientRows own = at.From(row, 0, H, q.DaStride);
            for (int u = 0; u < UnitBlocks.Size; u += O.Count)
            {
                CellBackward<V, O>(flat ? rows * whole : whole, u, own);
            }
        }

        int unit = whole * UnitBlocks.Size;
        for (int row = 0; row < rows && unit < units; row++)
        {
            CellBackwardLast<V, O>(units - unit, at.From(row, unit, H, q.DaStride), q.Scratch);
        }
    }

    /// <summary>
    /// dh of the step before, the units of some panels: one chain on top of what came from above. Meanwhile the gates
    /// of the step before come.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToStatesBefore<V, O>(
        in BackwardSequence q, int s, int rowFrom, int rowTo, int before, int panelFrom, int panelTo)
        where O : ILanes<V>
    {
        int H = q.Size.H;
        StepTable steps = q.Steps;
        MatrixProduct.Multiply<V, O>(new(
            rowTo - rowFrom, new(q.Da + ((nint)(steps.FirstRow(s) + rowFrom) * q.DaStride), q.DaStride), q.Panels,
            4 * H, new(q.Dh + ((nint)(before + rowFrom) * H), H), H)
        {
            Ahead = s > 0 ? q.Gates + ((nint)(steps.FirstRow(s - 1) + rowFrom) * 4 * H) : null,
            AheadLength = 4 * H,
            PanelFrom = panelFrom,
            PanelTo = panelTo,
        });
    }

    /// <summary>
    /// From gates to ∂loss/∂preactivation, perhaps in place, for some rows and one vector of units. A leaf.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CellBackward<V, O>(int rows, int u, in GradientRows at)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        float* gates = at.Gates + u, da = at.Da + u, c = at.C + u, cBefore = at.CBefore + u, dh = at.Dh + u;
        float* dc = at.Dc + u;
        nint ahead = at.Ahead;
        for (int r = 0; r < rows; r++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(cBefore + ahead);
            }

            #region cell
            V i = O.Load(gates);
            V f = O.Load(gates + 16);
            V g = O.Load(gates + 32);
            V o = O.Load(gates + 48);
            V squashed = Activations.Tanh<V, O>(O.Load(c));
            V dHidden = O.Load(dh);
            V dCell = O.MultiplyAdd(
                O.Multiply(dHidden, o), O.Subtract(one, O.Multiply(squashed, squashed)), O.Load(dc));
            O.Store(O.Multiply(O.Multiply(O.Multiply(dCell, g), i), O.Subtract(one, i)), da);
            O.Store(O.Multiply(O.Multiply(O.Multiply(dCell, O.Load(cBefore)), f), O.Subtract(one, f)), da + 16);
            O.Store(O.Multiply(O.Multiply(dCell, i), O.Subtract(one, O.Multiply(g, g))), da + 32);
            O.Store(O.Multiply(O.Multiply(O.Multiply(dHidden, squashed), o), O.Subtract(one, o)), da + 48);
            O.Store(O.Multiply(dCell, f), dc);
            #endregion
            gates += RegisterTile.PanelWidth;
            da += RegisterTile.PanelWidth;
            c += UnitBlocks.Size;
            cBefore += UnitBlocks.Size;
            dh += UnitBlocks.Size;
            dc += UnitBlocks.Size;
        }
    }

    /// <summary>The last block of a row where H is not a multiple of 16, through a buffer of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CellBackwardLast<V, O>(int units, in GradientRows at, float* scratch)
        where O : ILanes<V>
    {
        // Gates, then c, c before, dh and dc, each in 16 lanes; lanes without a unit hold zeros.
        float* states = scratch + RegisterTile.PanelWidth;
        new Span<float>(scratch, RegisterTile.PanelWidth + (4 * UnitBlocks.Size)).Clear();
        for (int gate = 0; gate < LstmGates.Count; gate++)
        {
            CopyUnits(units, at.Gates + (gate * units), scratch + (gate * UnitBlocks.Size));
        }

        var last = new GradientRows
        {
            Gates = scratch,
            Da = scratch,
            C = states,
            CBefore = states + 16,
            Dh = states + 32,
            Dc = states + 48,
        };
        CopyUnits(units, at.C, last.C);
        CopyUnits(units, at.CBefore, last.CBefore);
        CopyUnits(units, at.Dh, last.Dh);
        CopyUnits(units, at.Dc, last.Dc);
        for (int u = 0; u < UnitBlocks.Size; u += O.Count)
        {
            CellBackward<V, O>(1, u, last);
        }

        for (int gate = 0; gate < LstmGates.Count; gate++)
        {
            CopyUnits(units, scratch + (gate * UnitBlocks.Size), at.Da + (gate * units));
        }

        CopyUnits(units, last.Dc, at.Dc);
    }

    /// <summary>Where the blocks of a row lie: gates 64 apart, states 16.</summary>
    private struct GradientRows
    {
        public float* Gates;
        public float* Da;
        public float* C;
        public float* CBefore;

        /// <summary>Distance from a c before to the value that is prefetched.</summary>
        public nint Ahead;
        public float* Dh;
        public float* Dc;

        /// <summary>The units of a row from some unit on.</summary>
        public readonly GradientRows From(int row, int unit, nint H, nint daStride)
        {
            nint state = (row * H) + unit, gate = 4 * unit;
            return new()
            {
                Gates = Gates + (4 * row * H) + gate,
                Da = Da + (row * daStride) + gate,
                C = C + state,
                CBefore = CBefore + state,
                Ahead = Ahead,
                Dh = Dh + state,
                Dc = Dc + state,
            };
        }
    }
}
