using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time, one source for all widths.</summary>
public static unsafe partial class LstmKernel
{
    internal struct BackwardSequence
    {
        public float* Panels;
        public float* C;
        public float* Gates;
        public float* Dh;
        public float* Dc;
        public float* Scratch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Backward<V, O>(LstmSize size, in StepTable steps, int rowFrom, int rowTo, in BackwardSequence q)
        where V : struct
        where O : ILanes<V>
    {
        for (int s = steps.T - 1; s >= 0; s--)
        {
            BackwardStep<V, O>(size, steps, s, rowFrom, rowTo, q);
        }
    }

    private static void BackwardStep<V, O>(LstmSize size, in StepTable steps, int s, int rowFrom, int rowTo, in BackwardSequence q)
        where V : struct
        where O : ILanes<V>
    {
        int end = Math.Min(rowTo, steps.Rows(s));
        if (end > rowFrom)
        {
            int continued = Math.Clamp(steps.Continued(s), rowFrom, end);
            BackwardRows<V, O>(size, steps, s, rowFrom, continued, steps.StateRow(s - 1), q);
            BackwardRows<V, O>(size, steps, s, continued, end, 0, q);
        }
    }

    /// <summary>All rows of all steps, and after every few steps, while their da is in the cache, what they add to the gradients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BackwardWithGradients<V, O>(
        LstmSize size, in StepTable steps, in BackwardSequence q, in GatedGradient gradient, float* inputPanels, float* dx)
        where V : struct
        where O : ILanes<V>
    {
        int blocks = UnitBlocks.Count(size.H);
        bool wanted = gradient.Dw != null || gradient.Dr != null || gradient.Db != null;
        if (wanted)
        {
            gradient.Move(0, blocks, back: false);
        }

        int rows = 0, last = steps.T;
        for (int s = steps.T - 1; s >= 0; s--)
        {
            BackwardStep<V, O>(size, steps, s, 0, steps.B, q);
            rows += steps.Rows(s);
            if (s > 0 && rows + steps.Rows(s - 1) <= MatrixProduct.GradientBlock)
            {
                continue;
            }

            (int from, int to) = steps.Reverse ? (steps.T - last, steps.T - s) : (s, last);
            int first = steps.RowStart[from];
            if (dx != null)
            {
                MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
                {
                    A = q.Gates + ((nint)first * 4 * size.H),
                    AStride = 4 * size.H,
                    Panels = inputPanels,
                    K = 4 * size.H,
                    Y = dx + ((nint)first * size.I),
                    YStride = size.I,
                    Rows = rows,
                    Columns = size.I,
                    PanelTo = MatrixProduct.Panels(size.I),
                });
            }

            if (wanted)
            {
                gradient.AddRows(new RowOrder(steps.RowStart, steps.Reverse, from, to), steps.B, 0, blocks);
            }

            (rows, last) = (0, s);
        }

        if (wanted)
        {
            gradient.Move(0, blocks, back: true);
        }
    }

    /// <summary>One step of rows whose states before lie together.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="before">Row 0 of the states before.</param>
    /// <param name="q">Where everything lies.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRows<V, O>(
        LstmSize size, in StepTable steps, int s, int rowFrom, int rowTo, int before, in BackwardSequence q)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        int rows = rowTo - rowFrom;
        if (rows == 0)
        {
            return;
        }

        float* gates = q.Gates + ((nint)(steps.FirstRow(s) + rowFrom) * 4 * H);
        nint state = (nint)(steps.StateRow(s) + rowFrom) * H;
        nint stateBefore = (nint)(before + rowFrom) * H;
        float* dc = q.Dc + ((nint)rowFrom * H);
        // Row by row: the blocks of one row are as the rows of one block, 16 units apart, and memory is read from front to back.
        int whole = H / UnitBlocks.Size;
        for (int row = 0; row < rows && whole > 0; row++)
        {
            nint r = (nint)row * H;
            for (int u = 0; u < UnitBlocks.Size; u += O.Count)
            {
                CellBackward<V, O>(
                    whole, gates + (4 * r) + u, RegisterTile.PanelWidth, q.C + state + r + u, q.C + stateBefore + r + u, q.Dh + state + r + u,
                    dc + r + u, UnitBlocks.Size);
            }
        }

        int unit = whole * UnitBlocks.Size;
        if (unit < H)
        {
            CellBackwardLast<V, O>(
                rows, H - unit, gates + (4 * unit), q.C + state + unit, q.C + stateBefore + unit, q.Dh + state + unit, dc + unit, H, q.Scratch);
        }

        // dh of the step before: one chain on top of what came from above.
        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = gates,
            AStride = 4 * H,
            Panels = q.Panels,
            K = 4 * H,
            Bias = null,
            Ahead = s > 0 ? q.Gates + ((nint)(steps.FirstRow(s - 1) + rowFrom) * 4 * H) : null,
            Y = q.Dh + stateBefore,
            YStride = H,
            Rows = rows,
            Columns = H,
            PanelFrom = 0,
            PanelTo = MatrixProduct.Panels(H),
        });
    }

    /// <summary>From gates to ∂loss/∂preactivation, in place, for some rows and one vector of units. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CellBackward<V, O>(int rows, float* gates, nint gatesStride, float* c, float* cBefore, float* dh, float* dc, nint stride)
        where V : struct
        where O : ILanes<V>
    {
        V one = O.Broadcast(1);
        for (int r = 0; r < rows; r++)
        {
            V i = O.Load(gates);
            V f = O.Load(gates + 16);
            V g = O.Load(gates + 32);
            V o = O.Load(gates + 48);
            V squashed = Activations.Tanh<V, O>(O.Load(c));
            V dHidden = O.Load(dh);
            V dCell = O.MultiplyAdd(O.Multiply(dHidden, o), O.Subtract(one, O.Multiply(squashed, squashed)), O.Load(dc));
            O.Store(O.Multiply(O.Multiply(O.Multiply(dCell, g), i), O.Subtract(one, i)), gates);
            O.Store(O.Multiply(O.Multiply(O.Multiply(dCell, O.Load(cBefore)), f), O.Subtract(one, f)), gates + 16);
            O.Store(O.Multiply(O.Multiply(dCell, i), O.Subtract(one, O.Multiply(g, g))), gates + 32);
            O.Store(O.Multiply(O.Multiply(O.Multiply(dHidden, squashed), o), O.Subtract(one, o)), gates + 48);
            O.Store(O.Multiply(dCell, f), dc);
            gates += gatesStride;
            c += stride;
            cBefore += stride;
            dh += stride;
            dc += stride;
        }
    }

    /// <summary>The last block where H is no multiple of 16, through a buffer of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CellBackwardLast<V, O>(
        int rows, int units, float* gates, float* c, float* cBefore, float* dh, float* dc, nint H, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        // Gates, then c, c before, dh and dc of one row, each in 16 lanes; lanes without a unit hold zeros.
        float* states = scratch + RegisterTile.PanelWidth;
        new Span<float>(scratch, RegisterTile.PanelWidth + (4 * UnitBlocks.Size)).Clear();
        for (int r = 0; r < rows; r++)
        {
            for (int gate = 0; gate < LstmGates.Count; gate++)
            {
                CopyUnits(1, units, gates + (gate * units), 0, scratch + (gate * UnitBlocks.Size), 0);
            }

            CopyUnits(1, units, c, 0, states, 0);
            CopyUnits(1, units, cBefore, 0, states + 16, 0);
            CopyUnits(1, units, dh, 0, states + 32, 0);
            CopyUnits(1, units, dc, 0, states + 48, 0);
            for (int u = 0; u < UnitBlocks.Size; u += O.Count)
            {
                CellBackward<V, O>(1, scratch + u, 0, states + u, states + 16 + u, states + 32 + u, states + 48 + u, 0);
            }

            for (int gate = 0; gate < LstmGates.Count; gate++)
            {
                CopyUnits(1, units, scratch + (gate * UnitBlocks.Size), 0, gates + (gate * units), 0);
            }

            CopyUnits(1, units, states + 48, 0, dc, 0);
            gates += 4 * H;
            c += H;
            cBefore += H;
            dh += H;
            dc += H;
        }
    }
}
