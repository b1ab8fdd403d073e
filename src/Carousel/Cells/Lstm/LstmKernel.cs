using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Sizes of one LSTM layer: I inputs, H hidden units.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Hidden units.</param>
internal readonly record struct LstmSize(int I, int H)
{
    /// <summary>
    /// Throws unless there are units, no negative number of inputs, and weights that fit into one block of memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    internal void Require() => BufferLength.RequireLayer(I, H, LstmGates.Count, leastInputs: 0);
}

/// <summary>
/// LSTM with forget gates over packed sequences. Twin: LstmReference. Derivation: docs/derivations/lstm.md.
/// </summary>
/// <remarks>
/// <para>Gers, Schmidhuber and Cummins 2000, equations 1 to 6, without peepholes. Gate order:
/// <see cref="LstmGates"/>.</para>
/// <para>Rows are independent of each other, so threads may split [0, B) into ranges; weight gradients are split by
/// blocks of units. Neither shows in the bits,
/// nor does the width of the vectors, nor whether a step is run by Forward, Infer or Step.</para>
/// </remarks>
internal static unsafe partial class LstmKernel
{
    /// <summary>Runs every step and keeps what Backward needs.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="rowFrom">First sequence, in packed order, to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="c">[B+N, H]; as h.</param>
    /// <param name="gates">[N, 4H], overwritten with the gates after their nonlinearity, in compact order.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        LstmSize size, StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        Span<float> h, Span<float> c, Span<float> gates, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(x, (steps.N, I));
        ShapeException.Require<float>(h, (steps.B + steps.N, H));
        ShapeException.Require<float>(c, (steps.B + steps.N, H));
        ShapeException.Require<float>(gates, (steps.N, 4 * H));
        RequireRows(size, steps, rowFrom, rowTo, scratch);
        steps.RequireApart(h, c, gates);
        fixed (float* pp = panels, px = x, ph = h, pc = c, pg = gates, ps = scratch)
        {
            Forward(
                size, steps, rowFrom, rowTo,
                new Sequence { Panels = pp, X = px, H = ph, C = pc, KeepC = true, Gates = pg, Scratch = ps });
        }
    }

    /// <summary>Runs every step and keeps the hidden states alone.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="rowFrom">First sequence, in packed order, to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="cCarry">[B, H]; in: the initial states; out: the final ones.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Infer(
        LstmSize size, StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        Span<float> h, Span<float> cCarry, Span<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(x, (steps.N, I));
        ShapeException.Require<float>(h, (steps.B + steps.N, H));
        ShapeException.Require<float>(cCarry, (steps.B, H));
        RequireRows(size, steps, rowFrom, rowTo, scratch);
        steps.RequireApart(h, cCarry);
        fixed (float* pp = panels, px = x, ph = h, pc = cCarry, ps = scratch)
        {
            Forward(
                size, steps, rowFrom, rowTo,
                new Sequence { Panels = pp, X = px, H = ph, C = pc, KeepC = false, Gates = null, Scratch = ps });
        }
    }

    /// <summary>One step of one sequence, for streaming: h and c are read and overwritten in place.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H], read and overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten.</param>
    /// <param name="descending">Read the panels from the last to the first. Steps that take turns find in the cache
    /// what the step before read last; the bits are the same.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending = false)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(x, I);
        ShapeException.Require<float>(h, H);
        ShapeException.Require<float>(c, H);
        RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* pp = panels, px = x, ph = h, pc = c, ps = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Step<Vector512<float>, Lanes512>(size, pp, px, ph, pc, descending, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Step<Vector256<float>, Lanes256>(size, pp, px, ph, pc, descending, ps);
            }
            else
            {
                Step<Vector128<float>, Lanes128>(size, pp, px, ph, pc, descending, ps);
            }
        }
    }

    /// <summary>
    /// Back-propagation through time over the same steps, last run to first. The gradients of weights and inputs follow
    /// from what it leaves in gates.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="rowFrom">First sequence, in packed order, to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="c">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, 4H], as left by Forward; holds ∂loss/∂preactivation from here on, in compact
    /// order.</param>
    /// <param name="dh">[B+N, H], added to; in: ∂loss/∂h from above; out: the first B rows are ∂loss/∂h of the initial
    /// states.</param>
    /// <param name="dcCarry">[B, H]; in: ∂loss/∂c after each sequence's last step; out: ∂loss/∂c of the initial
    /// states.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        LstmSize size, StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> c,
        Span<float> gates, Span<float> dh, Span<float> dcCarry, Span<float> scratch)
    {
        RequireBackward(size, steps, panels, c, gates, dh, dcCarry);
        RequireRows(size, steps, rowFrom, rowTo, scratch);
        fixed (float* pp = panels, pc = c, pg = gates, pdh = dh, pdc = dcCarry, ps = scratch)
        {
            var sequence = new BackwardSequence
            {
                Panels = pp,
                C = pc,
                Gates = pg,
                Da = pg,
                DaStride = 4 * size.H,
                Dh = pdh,
                Dc = pdc,
                Scratch = ps,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                Backward<Vector512<float>, Lanes512>(size, steps, rowFrom, rowTo, sequence);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Backward<Vector256<float>, Lanes256>(size, steps, rowFrom, rowTo, sequence);
            }
            else
            {
                Backward<Vector128<float>, Lanes128>(size, steps, rowFrom, rowTo, sequence);
            }
        }
    }

    /// <summary>dx += da·W, after Backward, over some or all rows.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="da">[n, 4H], rows of the gates as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        MatrixProduct.AddInputGradient(size.I, 4 * size.H, da, panels[LstmPanels.RecurrentLength(size)..], dx);
    }

    /// <summary>dBefore += da·R for some rows: what Backward does between a step and the one before.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="da">[n, 4H], ∂loss/∂preactivation of a step.</param>
    /// <param name="dBefore">[n, H], ∂loss/∂h of the step before, from above; added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dBefore)
    {
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        MatrixProduct.AddInputGradient(size.H, 4 * size.H, da, panels[..LstmPanels.RecurrentLength(size)], dBefore);
    }

    /// <summary>Floats of scratch that Forward, Infer, Step and Backward need.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rows">Sequences computed in one call.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int ScratchLength(LstmSize size, int rows)
    {
        size.Require();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return BufferLength.Of(Math.Max(TileScratch + (2L * rows * RowStride(size)), StepScratch + RowStride(size)));
    }

    private static void Forward(LstmSize size, in StepTable steps, int rowFrom, int rowTo, in Sequence sequence)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(size, steps, rowFrom, rowTo, sequence);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(size, steps, rowFrom, rowTo, sequence);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(size, steps, rowFrom, rowTo, sequence);
        }
    }

    private static void RequireBackward(
        LstmSize size, in StepTable steps, ReadOnlySpan<float> panels, ReadOnlySpan<float> c, ReadOnlySpan<float> gates,
        ReadOnlySpan<float> dh,
        ReadOnlySpan<float> dcCarry)
    {
        int H = size.H;
        steps.Require();
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        ShapeException.Require(c, (steps.B + steps.N, H));
        ShapeException.Require(gates, (steps.N, 4 * H));
        ShapeException.Require(dh, (steps.B + steps.N, H));
        ShapeException.Require(dcCarry, (steps.B, H));
        steps.RequireApart(gates, dh, dcCarry);
    }

    /// <summary>Which rows a call computes, and the scratch for them.</summary>
    private static void RequireRows(
        LstmSize size, in StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> scratch)
    {
        steps.Require();
        PartRange.Require(rowFrom, rowTo, steps.B);
        RequireScratch(scratch, ScratchLength(size, rowTo - rowFrom));
        steps.RequireApart(scratch);
    }

    internal static void RequireScratch(ReadOnlySpan<float> scratch, int length) =>
        ShapeException.Require(scratch[..Math.Min(scratch.Length, length)], length, nameof(scratch));
}
