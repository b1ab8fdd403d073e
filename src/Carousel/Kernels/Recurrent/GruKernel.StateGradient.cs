using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>One step of the way back alone, where the states before it lie in another segment of time.</summary>
internal static unsafe partial class GruKernel
{
    /// <summary>
    /// ∂loss/∂h of the states before one step, on top of what came from above: what Backward does between a step and
    /// the one before. The same bits.
    /// </summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, GatesLength], the step's rows as left by Forward; overwritten.</param>
    /// <param name="dh">[n, H], ∂loss/∂h of the step, whole.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <param name="scratch">BackwardScratch(size, n) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient(
        GruSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> before, Span<float> gates, ReadOnlySpan<float> dh,
        Span<float> dBefore,
        Span<float> scratch)
    {
        int n = before.Length / size.H;
        ShapeException.Require(panels, GruPanels.BackwardLength(size));
        ShapeException.Require(before, (n, size.H));
        ShapeException.Require<float>(gates, (n, size.GatesLength));
        ShapeException.Require(dh, (n, size.H));
        ShapeException.Require<float>(dBefore, (n, size.H));
        ShapeException.Require<float>(scratch, BackwardScratch(size, n));
        fixed (float* p = panels, pb = before, pg = gates, pd = dh, pdb = dBefore, ps = scratch)
        {
            var at = new RowsBackward
            {
                Panels = p,
                Gates = pg,
                Da = pg,
                DaStride = size.GatesLength,
                Before = pb,
                Dh = pd,
                DBefore = pdb,
                Scratch = ps,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardRows<Vector512<float>, Lanes512>(size, n, at);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardRows<Vector256<float>, Lanes256>(size, n, at);
            }
            else
            {
                BackwardRows<Vector128<float>, Lanes128>(size, n, at);
            }
        }
    }
}
