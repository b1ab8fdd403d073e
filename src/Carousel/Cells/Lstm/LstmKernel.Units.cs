using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Some units of one step of all rows, for threads that share a step. The bits are those of Forward, Infer and
/// Backward.
/// </summary>
internal static unsafe partial class LstmKernel
{
    /// <summary>
    /// Floats of the room that the threads of a forward pass share: the rows of two steps, and a tile for each part.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <param name="parts">How many parts a step has.</param>
    /// <returns>The length.</returns>
    internal static int UnitsScratchLength(LstmSize size, int batch, int parts) =>
        checked((2 * batch * RowStride(size)) + (parts * TileScratch));

    /// <summary>Before a step: its inputs, and the states of rows that enter, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="s">Number of the step in the order run; the one before has run.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H].</param>
    /// <param name="scratch">UnitsScratchLength values, kept from step to step.</param>
    internal static void BeginStep(
        LstmSize size, StepTable steps, int s, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
    {
        fixed (float* px = x, ph = h, rows = scratch)
        {
            nint stride = RowStride(size);
            LoadRows(
                size, steps, s, 0, steps.Continued(s), steps.Rows(s), new Sequence { X = px, H = ph },
                rows + ((s & 1) * steps.B * stride), stride);
        }
    }

    /// <summary>The units of some blocks in one step, after <see cref="BeginStep"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="h">[B+N, H], as for Forward.</param>
    /// <param name="c">[B+N, H], as for Forward; [B, H] as for Infer where there are no gates.</param>
    /// <param name="gates">[N, 4H], as for Forward; empty to keep the hidden states alone.</param>
    /// <param name="scratch">UnitsScratchLength values, shared.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void StepUnits(
        LstmSize size, StepTable steps, int s, int part, int parts, ReadOnlySpan<float> panels, Span<float> h,
        Span<float> c, Span<float> gates, Span<float> scratch)
    {
        int H = size.H;
        bool keeps = !gates.IsEmpty;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require<float>(h, (steps.B + steps.N, H));
        ShapeException.Require<float>(c, (keeps ? steps.B + steps.N : steps.B, H));
        ShapeException.Require<float>(gates, (keeps ? steps.N : 0, 4 * H));
        RequireScratch(scratch, UnitsScratchLength(size, steps.B, parts));
        fixed (float* pp = panels, ph = h, pc = c, pg = gates, ps = scratch)
        {
            nint length = steps.B * (nint)RowStride(size);
            var sequence = new Sequence
            {
                Panels = pp,
                H = ph,
                C = pc,
                KeepC = keeps,
                Gates = pg,
                Scratch = ps + (2 * length) + (part * TileScratch),
            };
            float* current = ps + ((s & 1) * length), next = ps + (((s + 1) & 1) * length);
            int blocks = UnitBlocks.Count(H);
            (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
            (int continued, int rows) = (steps.Continued(s), steps.Rows(s));
            if (Vector512.IsHardwareAccelerated)
            {
                ForwardBlocks<Vector512<float>, Lanes512>(
                    size, steps, s, 0, continued, rows, from, to, sequence, current, next);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ForwardBlocks<Vector256<float>, Lanes256>(
                    size, steps, s, 0, continued, rows, from, to, sequence, current, next);
            }
            else
            {
                ForwardBlocks<Vector128<float>, Lanes128>(
                    size, steps, s, 0, continued, rows, from, to, sequence, current, next);
            }
        }
    }

    /// <summary>Floats of the room that the threads of one streaming step share.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="parts">How many parts the step has.</param>
    /// <returns>The length.</returns>
    internal static int StreamUnitsScratchLength(LstmSize size, int parts) =>
        checked(RowStride(size) + (parts * StepScratch));

    /// <summary>Before a streaming step: its input and the state into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H].</param>
    /// <param name="scratch">StreamUnitsScratchLength values.</param>
    internal static void BeginStream(LstmSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
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
    internal static void StreamUnits(
        LstmSize size, int part, int parts, ReadOnlySpan<float> panels, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending)
    {
        int H = size.H;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require<float>(h, H);
        ShapeException.Require<float>(c, H);
        RequireScratch(scratch, StreamUnitsScratchLength(size, parts));
        int blocks = UnitBlocks.Count(H), pairs = (blocks + 1) / 2;
        (int from, int to) = (2 * (pairs * part / parts), Math.Min(blocks, 2 * (pairs * (part + 1) / parts)));
        fixed (float* pp = panels, ph = h, pc = c, row = scratch)
        {
            float* own = row + RowStride(size) + (part * StepScratch);
            if (Vector512.IsHardwareAccelerated)
            {
                StepBlocks<Vector512<float>, Lanes512>(size, pp, row, from, to, ph, pc, descending, own);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                StepBlocks<Vector256<float>, Lanes256>(size, pp, row, from, to, ph, pc, descending, own);
            }
            else
            {
                StepBlocks<Vector128<float>, Lanes128>(size, pp, row, from, to, ph, pc, descending, own);
            }
        }
    }

    /// <summary>
    /// Some units between two steps on the way back: dh before step s, of which each part has its panels of 64 units,
    /// and from it the cells of the step before.
    /// From s = T, which has the last step's cells alone, down to 0.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="s">T … 0.</param>
    /// <param name="part">Which part: panels·part/parts … panels·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="c">As for Backward.</param>
    /// <param name="gates">As for Backward.</param>
    /// <param name="dh">As for Backward.</param>
    /// <param name="dcCarry">As for Backward.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten; each part has its own.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    internal static void BackwardUnits(
        LstmSize size, StepTable steps, int s, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> c,
        Span<float> gates, Span<float> dh, Span<float> dcCarry, Span<float> scratch)
    {
        int H = size.H;
        RequireBackward(size, steps, panels, c, gates, dh, dcCarry);
        RequireScratch(scratch, ScratchLength(size, 1));
        int count = MatrixProduct.Panels(H);
        (int from, int to) = (count * part / parts, count * (part + 1) / parts);
        fixed (float* pp = panels, pc = c, pg = gates, pdh = dh, pdc = dcCarry, ps = scratch)
        {
            var sequence = new BackwardSequence
            {
                Panels = pp,
                C = pc,
                Gates = pg,
                Da = pg,
                DaStride = 4 * H,
                Dh = pdh,
                Dc = pdc,
                Scratch = ps,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardPanels<Vector512<float>, Lanes512>(size, steps, s, from, to, sequence);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardPanels<Vector256<float>, Lanes256>(size, steps, s, from, to, sequence);
            }
            else
            {
                BackwardPanels<Vector128<float>, Lanes128>(size, steps, s, from, to, sequence);
            }
        }
    }

    private static void BackwardPanels<V, O>(
        LstmSize size, in StepTable steps, int s, int panelFrom, int panelTo, in BackwardSequence q)
        where V : struct
        where O : ILanes<V>
    {
        if (s < steps.T)
        {
            (int continued, int rows) = (steps.Continued(s), steps.Rows(s));
            AddToStatesBefore<V, O>(size, steps, s, 0, continued, steps.StateRow(s - 1), panelFrom, panelTo, q);
            AddToStatesBefore<V, O>(size, steps, s, continued, rows, 0, panelFrom, panelTo, q);
        }

        if (s > 0)
        {
            (int continued, int rows) = (steps.Continued(s - 1), steps.Rows(s - 1));
            (int from, int to) = (
                panelFrom * RegisterTile.PanelWidth, Math.Min(size.H, panelTo * RegisterTile.PanelWidth));
            BackwardCells<V, O>(size, steps, s - 1, 0, continued, steps.StateRow(s - 2), from, to, q);
            BackwardCells<V, O>(size, steps, s - 1, continued, rows, 0, from, to, q);
        }
    }
}
