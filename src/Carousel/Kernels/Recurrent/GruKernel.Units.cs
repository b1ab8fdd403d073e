using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Some units of one step of all rows, for threads that share a step, with the reset after the product. The bits are those of Forward, Step and Backward.</summary>
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
        GruSize size, int part, int parts, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, ReadOnlySpan<float> before, Span<float> h,
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
}
