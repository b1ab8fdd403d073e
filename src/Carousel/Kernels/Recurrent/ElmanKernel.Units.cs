using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Some units of one step of all rows, for threads that share a step: panels·part/parts … of 64 units. The bits are
/// those of Forward, Step and Backward.
/// </summary>
internal static unsafe partial class ElmanKernel
{
    /// <summary>Some units of the rows of one step.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="before">[S, H], the states before.</param>
    /// <param name="h">[S, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void StepUnits(
        ElmanSize size, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> before, Span<float> h)
    {
        (int I, int H) = size;
        int S = h.Length / H;
        ShapeException.Require(panels, PanelLength(size));
        ShapeException.Require(x, (S, I));
        ShapeException.Require(before, (S, H));
        ShapeException.Require<float>(h, (S, H));
        (int from, int to) = (Panels(size) * part / parts, Panels(size) * (part + 1) / parts);
        fixed (float* p = panels, px = x, pb = before, ph = h)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Rows<Vector512<float>, Lanes512>(size, S, from, to, p, px, pb, ph);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Rows<Vector256<float>, Lanes256>(size, S, from, to, p, px, pb, ph);
            }
            else
            {
                Rows<Vector128<float>, Lanes128>(size, S, from, to, p, px, pb, ph);
            }
        }
    }

    /// <summary>
    /// Some units between two segments of the way back: dh before the one, then ∂loss/∂preactivation of the next one
    /// run.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <param name="done">Rows whose ∂loss/∂preactivation is there; none at the start.</param>
    /// <param name="next">The rows that follow; none at the end.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="panels">From PackBackward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="dh">[B+N, H], as for Backward.</param>
    /// <exception cref="ShapeException">The panels are not the size stated here.</exception>
    public static void BackwardUnits(
        ElmanSize size, int batch, StepSegment done, StepSegment next, int part, int parts, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> dh)
    {
        ShapeException.Require(panels, BackwardPanelLength(size));
        ShapeException.Require<float>(dh, h.Length);
        (int from, int to) = (Panels(size) * part / parts, Panels(size) * (part + 1) / parts);
        fixed (float* p = panels, ph = h, pd = dh)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardPanels<Vector512<float>, Lanes512>(size, batch, done, next, from, to, p, ph, pd);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardPanels<Vector256<float>, Lanes256>(size, batch, done, next, from, to, p, ph, pd);
            }
            else
            {
                BackwardPanels<Vector128<float>, Lanes128>(size, batch, done, next, from, to, p, ph, pd);
            }
        }
    }

    private static void BackwardPanels<V, O>(
        ElmanSize size, int batch, StepSegment done, StepSegment next, int panelFrom, int panelTo, float* panels,
        float* h, float* dh)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        AddToStatesBefore<V, O>(size, done, batch, panelFrom, panelTo, panels, h, dh);
        (int from, int to) = (panelFrom * RegisterTile.PanelWidth, Math.Min(H, panelTo * RegisterTile.PanelWidth));
        for (int row = 0; row < next.Rows; row++)
        {
            nint at = ((nint)(batch + next.Row + row) * H) + from;
            Derivative<V, O>(to - from, h + at, dh + at);
        }
    }
}
