using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Kernels.Quantised;

/// <summary>Some units of one step of all rows, for threads that share a step.</summary>
internal static unsafe partial class QuantisedLstmKernel
{
    /// <summary>Before a step: its inputs and the states before in bytes, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="s">Number of the step in the order run; the one before has run.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H].</param>
    /// <param name="scratch">ScratchLength(size, B, parts) values.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BeginStep(
        LstmSize size, StepTable steps, int s, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
    {
        ShapeException.Require(x, (steps.N, size.I));
        ShapeException.Require(h, (steps.B + steps.N, size.H));
        LstmKernel.RequireScratch(scratch, ScratchLength(size, steps.B));
        fixed (float* px = x, ph = h, room = scratch)
        {
            var q = new LstmKernel.Sequence { X = px, H = ph };
            var bytes = new ByteRows(size.I, size.H, steps.B, room);
            if (Vector512.IsHardwareAccelerated)
            {
                QuantiseRows<Vector512<float>, Lanes512>(size, steps, s, 0, steps.Rows(s), q, bytes);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                QuantiseRows<Vector256<float>, Lanes256>(size, steps, s, 0, steps.Rows(s), q, bytes);
            }
            else
            {
                QuantiseRows<Vector128<float>, Lanes128>(size, steps, s, 0, steps.Rows(s), q, bytes);
            }
        }
    }

    /// <summary>The units of some blocks in one step, after <see cref="BeginStep"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From QuantisedLstmPanels.Pack.</param>
    /// <param name="h">[B+N, H], as for Forward.</param>
    /// <param name="c">As for Forward.</param>
    /// <param name="gates">As for Forward.</param>
    /// <param name="scratch">ScratchLength(size, B, parts) values, shared.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(
        LstmSize size, StepTable steps, int s, int part, int parts, ReadOnlySpan<float> panels, Span<float> h,
        Span<float> c, Span<float> gates, Span<float> scratch)
    {
        ShapeException.Require(panels, QuantisedLstmPanels.Length(size));
        RequireStates(size, steps, h, c, gates);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, steps.B, parts));
        int blocks = UnitBlocks.Count(size.H);
        (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
        fixed (float* pp = panels, ph = h, pc = c, pg = gates, room = scratch)
        {
            var q = new LstmKernel.Sequence
            {
                Panels = pp,
                X = room,
                H = ph,
                C = pc,
                KeepC = pg != null,
                Gates = pg,
                Scratch = room + RowsLength(size, steps.B) + (part * PartScratch),
            };
            var bytes = new ByteRows(size.I, size.H, steps.B, room);
            if (Vector512.IsHardwareAccelerated)
            {
                Blocks<Vector512<float>, Lanes512>(size, steps, s, 0, steps.Rows(s), from, to, q, bytes);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Blocks<Vector256<float>, Lanes256>(size, steps, s, 0, steps.Rows(s), from, to, q, bytes);
            }
            else
            {
                Blocks<Vector128<float>, Lanes128>(size, steps, s, 0, steps.Rows(s), from, to, q, bytes);
            }
        }
    }

    /// <summary>Before a streaming step: its input and the state in bytes, into the shared room.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H].</param>
    /// <param name="scratch">ScratchLength(size, 1, parts) values.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BeginStream(LstmSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(x, I);
        ShapeException.Require(h, H);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* px = x, ph = h, room = scratch)
        {
            var bytes = new ByteRows(size.I, size.H, 1, room);
            if (Vector512.IsHardwareAccelerated)
            {
                *bytes.InputScales = RowQuantiser.Quantise<Vector512<float>, Lanes512>(px, I, bytes.Input(0));
                *bytes.StateScales = RowQuantiser.Quantise<Vector512<float>, Lanes512>(ph, H, bytes.State(0));
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                *bytes.InputScales = RowQuantiser.Quantise<Vector256<float>, Lanes256>(px, I, bytes.Input(0));
                *bytes.StateScales = RowQuantiser.Quantise<Vector256<float>, Lanes256>(ph, H, bytes.State(0));
            }
            else
            {
                *bytes.InputScales = RowQuantiser.Quantise<Vector128<float>, Lanes128>(px, I, bytes.Input(0));
                *bytes.StateScales = RowQuantiser.Quantise<Vector128<float>, Lanes128>(ph, H, bytes.State(0));
            }
        }
    }

    /// <summary>Some units of a streaming step, after <see cref="BeginStream"/>.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="part">Which part: blocks·part/parts … blocks·(part + 1)/parts − 1.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From QuantisedLstmPanels.Pack.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1, parts) values, shared.</param>
    /// <param name="descending">As for Step.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StreamUnits(
        LstmSize size, int part, int parts, ReadOnlySpan<float> panels, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending)
    {
        ShapeException.Require(panels, QuantisedLstmPanels.Length(size));
        ShapeException.Require<float>(h, size.H);
        ShapeException.Require<float>(c, size.H);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1, parts));
        int blocks = UnitBlocks.Count(size.H);
        (int from, int to) = (blocks * part / parts, blocks * (part + 1) / parts);
        fixed (float* pp = panels, ph = h, pc = c, room = scratch)
        {
            var bytes = new ByteRows(size.I, size.H, 1, room);
            float* own = room + RowsLength(size, 1) + (part * PartScratch);
            if (Vector512.IsHardwareAccelerated)
            {
                Stream<Vector512<float>, Lanes512>(size, pp, from, to, ph, pc, bytes, descending, own);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Stream<Vector256<float>, Lanes256>(size, pp, from, to, ph, pc, bytes, descending, own);
            }
            else
            {
                Stream<Vector128<float>, Lanes128>(size, pp, from, to, ph, pc, bytes, descending, own);
            }
        }
    }

    /// <summary>
    /// Two blocks at a time: of 32 units the chains from cell to state hold each other up less than of 16.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream<V, O>(
        LstmSize size, float* panels, int blockFrom, int blockTo, float* h, float* c, in ByteRows bytes,
        bool descending, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        const int group = 2;
        int* sums = (int*)(scratch + LstmKernel.TileScratch);
        int groups = (blockTo - blockFrom + group - 1) / group;
        for (int g = 0; g < groups; g++)
        {
            int j = blockFrom + ((descending ? groups - 1 - g : g) * group);
            int count = Math.Min(group, blockTo - j);
            for (int i = 0; i < count; i++)
            {
                float* block = panels + ((nint)(j + i) * QuantisedLstmPanels.BlockLength(size));
                float* z = scratch + (i * Width);
                BytePanel.Multiply<V, O>(
                    Width, size.I, 1, bytes.Input(0), 0, bytes.InputScales, block,
                    block + QuantisedLstmPanels.BiasStart(size), 0, z, Width, sums);
                BytePanel.Multiply<V, O>(
                    Width, size.H, 1, bytes.State(0), 0, bytes.StateScales,
                    block + QuantisedLstmPanels.RecurrentStart(size), z, 0, z, Width, sums);
            }

            int unit = j * UnitBlocks.Size;
            LstmKernel.StepCells<V, O>(
                Math.Min(size.H, blockTo * UnitBlocks.Size) - unit, count, scratch, h + unit, c + unit);
        }
    }
}
