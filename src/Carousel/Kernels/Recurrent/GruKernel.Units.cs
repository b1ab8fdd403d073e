using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Some units of one step of all rows, for threads that share a step, with the reset after the product. The bits are
/// those of Forward, Step and Backward.
/// </summary>
internal static unsafe partial class GruKernel
{
    /// <summary>Floats of scratch that a part of StepUnits needs.</summary>
    public const int StepUnitsScratch = TileScratch;

    /// <summary>Some units of the rows of one step.</summary>
    /// <param name="size">I, H; the reset acts after the product.</param>
    /// <param name="part">Which part: pairs of blocks·part/parts …</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From GruPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="before">[S, H], the states before.</param>
    /// <param name="h">[S, H], overwritten.</param>
    /// <param name="gates">[S, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">StepUnitsScratch values of the part's own, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(
        GruSize size, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h,
        Span<float> gates, Span<float> scratch)
    {
        (int I, int H, _) = size;
        int S = h.Length / H;
        ShapeException.Require(panels, GruPanels.Length(size));
        ShapeException.Require(x, (S, I));
        ShapeException.Require(before, (S, H));
        ShapeException.Require<float>(h, (S, H));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : S, size.GatesLength));
        ShapeException.Require<float>(scratch, StepUnitsScratch);
        int pairs = (size.Blocks + 1) / 2;
        (int from, int to) = (2 * (pairs * part / parts), Math.Min(size.Blocks, 2 * (pairs * (part + 1) / parts)));
        fixed (float* p = panels, px = x, pb = before, ph = h, pg = gates, ps = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                RowsAfter<Vector512<float>, Lanes512>(size, S, from, to, p, px, pb, ph, pg, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                RowsAfter<Vector256<float>, Lanes256>(size, S, from, to, p, px, pb, ph, pg, ps);
            }
            else
            {
                RowsAfter<Vector128<float>, Lanes128>(size, S, from, to, p, px, pb, ph, pg, ps);
            }
        }
    }

    /// <summary>
    /// Some units between two segments of the way back: dh before the one, of which each part has its panels of 64
    /// units, and from it the cells of the next one run.
    /// </summary>
    /// <param name="size">I, H; the reset acts after the product.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="done">Rows whose ∂loss/∂preactivation is there; none at the start.</param>
    /// <param name="next">The rows that follow; none at the end.</param>
    /// <param name="part">Which part: panels·part/parts …</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="h">As for Backward.</param>
    /// <param name="gates">As for Backward.</param>
    /// <param name="dh">As for Backward.</param>
    /// <param name="scratch">BackwardScratch(size, the rows of done) values of the part's own, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardUnits(
        GruSize size, ReadOnlySpan<int> rowStart, StepSegment done, StepSegment next, int part, int parts,
        ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
    {
        int B = RequireBackward(size, rowStart, panels, h, gates, dh);
        ShapeException.Require<float>(scratch, BackwardScratch(size, done.Rows));
        int count = MatrixProduct.Panels(size.H);
        (int from, int to) = (count * part / parts, count * (part + 1) / parts);
        fixed (float* p = panels, ph = h, pg = gates, pd = dh, ps = scratch)
        {
            var pass = new BackwardPass
            {
                Panels = p,
                States = ph,
                Gates = pg,
                Da = pg,
                DaStride = size.GatesLength,
                Dh = pd,
                Scratch = ps,
                Batch = B,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardPanels<Vector512<float>, Lanes512>(size, done, next, from, to, pass);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardPanels<Vector256<float>, Lanes256>(size, done, next, from, to, pass);
            }
            else
            {
                BackwardPanels<Vector128<float>, Lanes128>(size, done, next, from, to, pass);
            }
        }
    }

    private static void BackwardPanels<V, O>(
        GruSize size, StepSegment done, StepSegment next, int panelFrom, int panelTo, in BackwardPass pass)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint G = size.GatesLength;
        GruProducts.Add<V, O>(
            size, 1, size.RecurrentGroups, done.Rows, pass.Gates + (done.Row * G), G, pass.Panels, H,
            pass.Dh + ((nint)done.Before * H), null,
            Products(size, done.Rows, pass.Scratch), panelFrom, panelTo);
        float* gates = pass.Gates + (next.Row * G);
        CellsAfter<V, O>(
            size, next.Rows, panelFrom * Width, Math.Min(H, panelTo * Width), gates, gates, G,
            pass.States + ((nint)next.Before * H),
            pass.Dh + ((nint)(pass.Batch + next.Row) * H), pass.Dh + ((nint)next.Before * H), pass.Scratch);
    }
}
