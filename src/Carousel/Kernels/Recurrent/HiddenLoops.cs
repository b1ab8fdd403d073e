using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The loops over the steps of packed sequences, for every cell whose state is h alone.</summary>
/// <remarks>
/// A call may take a range of places of the batch, or, of one step, a part of the units: neither meets another, so
/// threads share them out and the bits stay.
/// </remarks>
internal static unsafe partial class HiddenLoops
{
    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">The cell's packed weights.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="gates">[N, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">cell.ForwardScratch(placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<TCell, Vector512<float>, Lanes512>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<TCell, Vector256<float>, Lanes256>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else
        {
            Forward<TCell, Vector128<float>, Lanes128>(
                cell, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
    }

    internal static void Forward<TCell, V, O>(
        TCell cell, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, int G) = (cell.I, cell.H, cell.GatesLength);
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        ShapeException.Require(panels, cell.PanelLength);
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : N, G));
        ShapeException.Require<float>(scratch, cell.ForwardScratch(placeTo - placeFrom));
        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        (int from, int to) = cell.Part(0, 1);
        fixed (float* p = panels, px = x, ph = h, pg = gates, ps = scratch)
        {
            while (walk.Next(out StepSegment s))
            {
                cell.Rows<V, O>(
                    s.Rows, from, to, p, px + ((nint)s.Row * I), ph + ((nint)s.Before * H),
                    ph + ((nint)(B + s.Row) * H), pg == null ? null : pg + ((nint)s.Row * G), ps);
            }
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="panels">The cell's packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="before">[S, H], overwritten: every unit of h₋ is needed after the first of h is there.</param>
    /// <param name="scratch">cell.ForwardScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        TCell cell, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> before,
        Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
    {
        ShapeException.Require<float>(before, h.Length);
        h.CopyTo(before);
        StepUnits(cell, 0, 1, panels, x, before, h, [], scratch);
    }

    /// <summary>Some units of the rows of one step, for threads that share it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">The cell's packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="before">[S, H], the states before.</param>
    /// <param name="h">[S, H], overwritten.</param>
    /// <param name="gates">[S, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">cell.ForwardScratch(S) values of the part's own, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits<TCell>(
        TCell cell, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h, Span<float> gates, Span<float> scratch)
        where TCell : struct, IForwardCell<TCell>
    {
        (int I, int H) = (cell.I, cell.H);
        int S = h.Length / H;
        ShapeException.Require(panels, cell.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require(before, (S, H));
        ShapeException.Require<float>(h, (S, H));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : S, cell.GatesLength));
        ShapeException.Require<float>(scratch, cell.ForwardScratch(S));
        (int from, int to) = cell.Part(part, parts);
        fixed (float* p = panels, px = x, pb = before, ph = h, pg = gates, ps = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                cell.Rows<Vector512<float>, Lanes512>(S, from, to, p, px, pb, ph, pg, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                cell.Rows<Vector256<float>, Lanes256>(S, from, to, p, px, pb, ph, pg, ps);
            }
            else
            {
                cell.Rows<Vector128<float>, Lanes128>(S, from, to, p, px, pb, ph, pg, ps);
            }
        }
    }
}
