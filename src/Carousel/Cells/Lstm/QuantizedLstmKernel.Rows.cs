using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>The rows of a step in bytes, and the blocks of units over them, one source for all widths.</summary>
internal readonly unsafe partial struct QuantizedLstmKernel
{
    /// <summary>Floats of the rows in front of the scratch.</summary>
    private static int RowsLength(LstmSize size, int rows) => ByteRows.Length(size.I, size.H, rows);

    internal readonly struct ForwardRun(LstmSize size) : IWidthWork<CellSpans>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int rowFrom, int rowTo) = (call.PlaceFrom, call.PlaceTo);
            StepTable steps = call.Steps;
            int symbols = LstmKernel.Symbols(size, call);
            fixed (float* pp = call.Panels, px = call.X, pt = call.Starts, ph = call.H, pc = call.C, pg = call.Gates,
                ps = call.Scratch)
            {
                var q = new LstmKernel.Sequence
                {
                    Size = size,
                    Steps = steps,
                    Panels = pp,
                    X = symbols > 0 ? null : px,
                    Symbols = px,
                    V = symbols,
                    Starts = pt,
                    H = ph,
                    C = pc,
                    KeepC = pg != null,
                    Gates = pg,
                    Scratch = ps + RowsLength(size, rowTo - rowFrom),
                };
                var bytes = new ByteRows(size.I, size.H, rowTo - rowFrom, ps);
                for (int s = 0; s < steps.T; s++)
                {
                    int end = Math.Min(rowTo, steps.Rows(s));
                    if (end > rowFrom)
                    {
                        QuantizeRows<V, O>(q, s, rowFrom, end, bytes);
                        Blocks<V, O>(q, s, rowFrom, end, 0, UnitBlocks.Count(size.H), bytes);
                    }
                }
            }
        }
    }

    private static void QuantizeRows<V, O>(
        in LstmKernel.Sequence q, int s, int rowFrom, int end, in ByteRows bytes)
        where O : ILanes<V>
    {
        (int I, int H) = q.Size;
        StepTable steps = q.Steps;
        int continued = steps.Continued(s);
        for (int row = rowFrom; row < end; row++)
        {
            int at = row - rowFrom;
            if (q.X != null)
            {
                bytes.InputScales[at] = RowQuantizer.Quantize<V, O>(
                    q.X + ((nint)(steps.FirstRow(s) + row) * I), I, bytes.Input(at));
            }

            nint before = (row >= continued ? 0 : steps.StateRow(s - 1)) + row;
            bytes.StateScales[at] = RowQuantizer.Quantize<V, O>(q.H + (before * H), H, bytes.State(at));
        }
    }

    /// <summary>The units of some blocks of one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<V, O>(
        in LstmKernel.Sequence q, int s, int rowFrom, int end, int blockFrom, int blockTo, in ByteRows bytes)
        where O : ILanes<V>
    {
        LstmSize size = q.Size;
        StepTable steps = q.Steps;
        (int I, int H) = size;
        int blocks = UnitBlocks.Count(H), continued = Math.Clamp(steps.Continued(s), rowFrom, end);
        int* sums = (int*)(q.Scratch + LstmKernel.TileScratch);
        var z = new StridedRows(q.Scratch, Width);
        for (int j = blockFrom; j < blockTo; j++)
        {
            float* block = q.Panels + ((nint)j * QuantizedLstmPanels.BlockLength(size));
            for (int row = rowFrom; row < end;)
            {
                // A tile does not reach over the rows that enter in this step: their states before lie elsewhere.
                bool entering = row >= continued;
                int rows = RegisterTile.Take((entering ? end : continued) - row), at = row - rowFrom;
                if (q.X != null)
                {
                    QuantizedLstmPanels.Inputs(size, block).Multiply<V, O>(
                        rows, bytes.Inputs(at), QuantizedLstmPanels.Bias(size, block), z, sums);
                }
                else
                {
                    float* symbols = q.Symbols + steps.FirstRow(s) + row;
                    LstmKernel.GatherStarts<V, O>(
                        rows, symbols, q.V, q.Starts + (j * Width), (nint)blocks * Width, q.Scratch);
                }

                QuantizedLstmPanels.States(size, block).Multiply<V, O>(rows, bytes.States(at), z, z, sums);
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

    private readonly struct StartsRun(
        LstmSize size, int symbols, float* panels, float* table, float* starts, float* room) : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            (int I, int H) = size;
            int blocks = UnitBlocks.Count(H);
            var bytes = new ByteRows(I, H, 1, room);
            int* sums = (int*)(room + RowsLength(size, 1) + LstmKernel.TileScratch);
            for (int v = 0; v < symbols; v++)
            {
                *bytes.InputScales = RowQuantizer.Quantize<V, O>(table + ((nint)v * I), I, bytes.Input(0));
                for (int j = 0; j < blocks; j++)
                {
                    float* block = panels + ((nint)j * QuantizedLstmPanels.BlockLength(size));
                    QuantizedLstmPanels.Inputs(size, block).Multiply<V, O>(
                        1, bytes.Inputs(0), QuantizedLstmPanels.Bias(size, block),
                        new(starts + ((((nint)v * blocks) + j) * Width), Width), sums);
                }
            }
        }
    }
}
