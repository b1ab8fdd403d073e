using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;

namespace Carousel.Kernels.Quantised;

/// <summary>The rows of a step in bytes, and the blocks of units over them, one source for all widths.</summary>
internal static unsafe partial class QuantisedLstmKernel
{
    /// <summary>Floats of the rows in front of the scratch.</summary>
    private static int RowsLength(LstmSize size, int rows) => ByteRows.Length(size.I, size.H, rows);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward<V, O>(
        LstmSize size, in StepTable steps, int rowFrom, int rowTo, in LstmKernel.Sequence q, float* room)
        where V : struct
        where O : ILanes<V>
    {
        for (int s = 0; s < steps.T; s++)
        {
            int end = Math.Min(rowTo, steps.Rows(s));
            if (end > rowFrom)
            {
                var bytes = new ByteRows(size.I, size.H, rowTo - rowFrom, room);
                QuantiseRows<V, O>(size, steps, s, rowFrom, end, q, bytes);
                Blocks<V, O>(size, steps, s, rowFrom, end, 0, UnitBlocks.Count(size.H), q, bytes);
            }
        }
    }

    private static void QuantiseRows<V, O>(
        LstmSize size, in StepTable steps, int s, int rowFrom, int end, in LstmKernel.Sequence q, in ByteRows bytes)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        int continued = steps.Continued(s);
        for (int row = rowFrom; row < end; row++)
        {
            int at = row - rowFrom;
            if (q.X != null)
            {
                bytes.InputScales[at] = RowQuantiser.Quantise<V, O>(
                    q.X + ((nint)(steps.FirstRow(s) + row) * I), I, bytes.Input(at));
            }

            nint before = (row >= continued ? 0 : steps.StateRow(s - 1)) + row;
            bytes.StateScales[at] = RowQuantiser.Quantise<V, O>(q.H + (before * H), H, bytes.State(at));
        }
    }

    /// <summary>The units of some blocks of one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<V, O>(
        LstmSize size, in StepTable steps, int s, int rowFrom, int end, int blockFrom, int blockTo,
        in LstmKernel.Sequence q, in ByteRows bytes)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        int blocks = UnitBlocks.Count(H), continued = Math.Clamp(steps.Continued(s), rowFrom, end);
        int* sums = (int*)(q.Scratch + LstmKernel.TileScratch);
        for (int j = blockFrom; j < blockTo; j++)
        {
            float* block = q.Panels + ((nint)j * QuantisedLstmPanels.BlockLength(size));
            for (int row = rowFrom; row < end;)
            {
                // A tile does not reach over the rows that enter in this step: their states before lie elsewhere.
                bool entering = row >= continued;
                int rows = RegisterTile.Take((entering ? end : continued) - row), at = row - rowFrom;
                if (q.X != null)
                {
                    BytePanel.Multiply<V, O>(
                        Width, I, rows, bytes.Input(at), bytes.Stride, bytes.InputScales + at, block,
                        block + QuantisedLstmPanels.BiasStart(size), 0,
                        q.Scratch, Width, sums);
                }
                else
                {
                    float* symbols = q.Symbols + steps.FirstRow(s) + row;
                    LstmKernel.GatherStarts<V, O>(
                        rows, symbols, q.V, q.Starts + (j * Width), (nint)blocks * Width, q.Scratch);
                }

                BytePanel.Multiply<V, O>(
                    Width, H, rows, bytes.State(at), bytes.Stride, bytes.StateScales + at,
                    block + QuantisedLstmPanels.RecurrentStart(size), q.Scratch, Width,
                    q.Scratch, Width, sums);
                nint unit = j * UnitBlocks.Size;
                nint state = ((nint)(steps.StateRow(s) + row) * H) + unit,
                    before = ((nint)((entering ? 0 : steps.StateRow(s - 1)) + row) * H) + unit;
                nint carry = ((nint)row * H) + unit;
                LstmKernel.Activate<V, O>(rows, UnitBlocks.Units(H, j), q.Scratch, new LstmKernel.CellRows
                {
                    CBefore = q.C + (q.KeepC ? before : carry),
                    C = q.C + (q.KeepC ? state : carry),
                    H = q.H + state,
                    StateStride = H,
                    Next = q.H + state,
                    NextStride = H,
                    Gates = q.Gates == null ? null : q.Gates + ((nint)(steps.FirstRow(s) + row) * 4 * H) + (j * Width),
                    GatesStride = 4 * H,
                });
                row += rows;
            }
        }
    }

    private static void Starts<V, O>(
        LstmSize size, int symbols, float* panels, float* table, float* starts, float* room)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        int blocks = UnitBlocks.Count(H);
        var bytes = new ByteRows(I, H, 1, room);
        int* sums = (int*)(room + RowsLength(size, 1) + LstmKernel.TileScratch);
        for (int v = 0; v < symbols; v++)
        {
            *bytes.InputScales = RowQuantiser.Quantise<V, O>(table + ((nint)v * I), I, bytes.Input(0));
            for (int j = 0; j < blocks; j++)
            {
                float* block = panels + ((nint)j * QuantisedLstmPanels.BlockLength(size));
                BytePanel.Multiply<V, O>(
                    Width, I, 1, bytes.Input(0), bytes.Stride, bytes.InputScales, block,
                    block + QuantisedLstmPanels.BiasStart(size), 0,
                    starts + ((((nint)v * blocks) + j) * Width), Width, sums);
            }
        }
    }
}
