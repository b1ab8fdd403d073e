using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Some units of one step of all rows, for threads that share a step. The bits are those of Forward and Backward.
/// </summary>
internal readonly unsafe partial struct LstmKernel
{
    /// <summary>
    /// Floats of the room that the threads of a forward pass share: the rows of two steps, and a tile for each part.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <param name="parts">How many parts a step has.</param>
    /// <returns>The length.</returns>
    public static int UnitsScratchLength(LstmSize size, int batch, int parts) =>
        checked((2 * batch * RowStride(size)) + (parts * GroupScratch(batch)));

    /// <summary>Before a step: its inputs, and the states of rows that enter, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">X, H, and UnitsScratchLength values of scratch, kept from step to step.</param>
    /// <param name="s">Number of the step in the order run; the one before has run.</param>
    public static void BeginStep(LstmSize size, in CellSpans call, int s)
    {
        fixed (float* px = call.X, ph = call.H, rows = call.Scratch)
        {
            var sequence = new Sequence
            {
                Size = size,
                Steps = call.Steps,
                X = px,
                H = ph,
                Current = rows + ((s & 1) * call.Steps.B * (nint)RowStride(size)),
            };
            LoadRows(sequence, s, 0, call.Steps.Rows(s));
        }
    }

    /// <summary>The units of some blocks in one step, after <see cref="BeginStep"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">As for Forward, but UnitsScratchLength values of scratch, shared.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(LstmSize size, in CellSpans call, int s, int part, int parts)
    {
        ShapeException.Require(call.Panels, LstmPanels.ForwardLength(size));
        RequireStates(size, call);
        RequireScratch(call.Scratch, UnitsScratchLength(size, call.Steps.B, parts));
        Widths.Run(new UnitsRun(size, s, part, parts), call);
    }

    private readonly struct UnitsRun(LstmSize size, int s, int part, int parts) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            fixed (float* pp = call.Panels, ph = call.H, pc = call.C, pg = call.Gates, ps = call.Scratch)
            {
                nint length = call.Steps.B * (nint)RowStride(size);
                var sequence = new Sequence
                {
                    Size = size,
                    Steps = call.Steps,
                    Panels = pp,
                    H = ph,
                    C = pc,
                    KeepC = pg != null,
                    Gates = pg,
                    Scratch = ps + (2 * length) + (part * GroupScratch(call.Steps.B)),
                    Current = ps + ((s & 1) * length),
                    Next = ps + (((s + 1) & 1) * length),
                };
                int blocks = UnitBlocks.Count(size.H);
                ForwardBlocks<V, O>(
                    sequence, s, 0, call.Steps.Rows(s), blocks * part / parts, blocks * (part + 1) / parts);
            }
        }
    }

    /// <summary>Floats of the room that the threads of one streaming step share.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="parts">How many parts the step has.</param>
    /// <returns>The length.</returns>
    public static int StreamUnitsScratchLength(LstmSize size, int parts) =>
        checked(RowStride(size) + (parts * StepScratch));

    /// <summary>Before a streaming step: its input and the state into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H].</param>
    /// <param name="scratch">StreamUnitsScratchLength values.</param>
    public static void BeginStream(LstmSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
    {
        x.CopyTo(scratch[..size.I]);
        h.CopyTo(scratch[size.I..]);
    }

    /// <summary>
    /// Some units of a streaming step, after <see cref="BeginStream"/>: of whole pairs of blocks, which are read
    /// together.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">StreamUnitsScratchLength values, shared.</param>
    /// <param name="descending">As for Step.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StreamUnits(
        LstmSize size, int part, int parts, ReadOnlySpan<float> panels, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending)
    {
        int H = size.H;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(h, H);
        ShapeException.Require(c, H);
        RequireScratch(scratch, StreamUnitsScratchLength(size, parts));
        int blocks = UnitBlocks.Count(H), pairs = (blocks + 1) / 2;
        (int from, int to) = (2 * (pairs * part / parts), Math.Min(blocks, 2 * (pairs * (part + 1) / parts)));
        fixed (float* pp = panels, ph = h, pc = c, row = scratch)
        {
            Widths.Run(new StepRun
            {
                Size = size,
                Panels = pp,
                Row = row,
                BlockFrom = from,
                BlockTo = to,
                H = ph,
                C = pc,
                Descending = descending,
                Scratch = row + RowStride(size) + (part * StepScratch),
            });
        }
    }

    /// <summary>
    /// Some units between two steps on the way back: dh before step s, of which each part has its panels of 64 units,
    /// and from it the cells of the step before.
    /// From s = T, which has the last step's cells alone, down to 0.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">As for Backward, with ScratchLength(size, 1) values of scratch of the part's own.</param>
    /// <param name="s">T … 0.</param>
    /// <param name="part">Which part: panels·part/parts … panels·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void BackwardUnits(LstmSize size, in CellSpans call, int s, int part, int parts)
    {
        RequireBackward(size, call);
        RequireScratch(call.Scratch, ScratchLength(size, 1));
        Widths.Run(new BackwardUnitsRun(size, s, part, parts), call);
    }

    private readonly struct BackwardUnitsRun(LstmSize size, int s, int part, int parts)
        : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int H, int panels) = (size.H, MatrixProduct.Panels(size.H));
            StepTable steps = call.Steps;
            (int panelFrom, int panelTo) = (panels * part / parts, panels * (part + 1) / parts);
            fixed (float* pp = call.Panels, pc = call.C, pg = call.Gates, pdh = call.Dh, pdc = call.Dc,
                ps = call.Scratch)
            {
                BackwardSequence q = Back(size, steps, pp, pc, pg, pdh, pdc, ps);
                if (s < steps.T)
                {
                    (int continued, int rows) = (steps.Continued(s), steps.Rows(s));
                    AddToStatesBefore<V, O>(q, s, 0, continued, steps.StateRow(s - 1), panelFrom, panelTo);
                    AddToStatesBefore<V, O>(q, s, continued, rows, 0, panelFrom, panelTo);
                }

                if (s > 0)
                {
                    (int continued, int rows) = (steps.Continued(s - 1), steps.Rows(s - 1));
                    (int from, int to) = (
                        panelFrom * RegisterTile.PanelWidth, Math.Min(H, panelTo * RegisterTile.PanelWidth));
                    BackwardCells<V, O>(q, s - 1, 0, continued, steps.StateRow(s - 2), from, to);
                    BackwardCells<V, O>(q, s - 1, continued, rows, 0, from, to);
                }
            }
        }
    }
}
