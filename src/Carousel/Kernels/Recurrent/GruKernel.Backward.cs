using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time: the steps, then the gradients of inputs and weights over all steps at once.</summary>
internal static unsafe partial class GruKernel
{
    /// <summary>Blocks whose weight gradients are summed in one pass over the rows: what fits the second-level cache.</summary>
    internal const int GradientGroup = 8;

    /// <summary>Values of 16 units of the rows of a tile.</summary>
    private const int Lines = TileRows * Units;

    /// <summary>Floats of scratch that Backward needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int BackwardScratch(GruSize size, int rows) =>
        checked((4 * Lines) + (size.ResetAfter ? 0 : 2 * rows * size.Blocks * Units));

    /// <summary>Floats of scratch that AddWeightGradient needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    public static int WeightGradientScratch(GruSize size) => GruGradient.ScratchLength(size, Math.Min(GradientGroup, size.Blocks));

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Forward; holds ∂loss/∂preactivation from here on, by blocks [dn, dr, dz, ds].</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: the first B rows have ∂loss/∂initial states added, the rest is overwritten.</param>
    /// <param name="scratch">BackwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Lanes512>(size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Lanes256>(size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else
        {
            Backward<Vector128<float>, Lanes128>(size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
    }

    /// <summary>dx[n,i] += Σ over blocks, in a block dn·W_n, dr·W_r, dz·W_z, for a range of rows.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last row.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="gates">[N, GatesLength], as left by Backward.</param>
    /// <param name="dx">[N, I], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(GruSize size, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> gates, Span<float> dx)
    {
        int N = dx.Length / size.I;
        ShapeException.Require<float>(dx, (N, size.I));
        ShapeException.Require(gates, (N, size.GatesLength));
        ShapeException.Require(panels, GruPanels.BackwardLength(size));
        fixed (float* p = panels, pg = gates, pd = dx)
        {
            // Some rows at a time, so that their gates stay in the second-level cache while all panels pass.
            const int Chunk = 96;
            for (int row = rowFrom; row < rowTo; row += Chunk)
            {
                GruProducts.Add(
                    size, 0, 3, Math.Min(Chunk, rowTo - row), pg + ((nint)row * size.GatesLength),
                    p + GruPanels.BackwardInputStart(size), size.I, pd + ((nint)row * size.I));
            }
        }
    }

    internal static void Backward<V, O>(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        int G = size.GatesLength;
        ShapeException.Require(panels, GruPanels.BackwardLength(size));
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require<float>(gates, (N, G));
        ShapeException.Require<float>(dh, (B + N, H));
        RequirePlaces(rowStart, B, placeFrom, placeTo);
        ShapeException.Require<float>(scratch, BackwardScratch(size, placeTo - placeFrom));
        var walk = new StepWalk(rowStart, B, reverse, backward: true, placeFrom, placeTo);
        fixed (float* p = panels, ph = h, pg = gates, pd = dh, ps = scratch)
        {
            while (walk.Next(out StepSegment s))
            {
                float* g = pg + ((nint)s.Row * G);
                float* before = ph + ((nint)s.Before * H);
                float* d = pd + ((nint)(B + s.Row) * H);
                float* dBefore = pd + ((nint)s.Before * H);
                if (size.ResetAfter)
                {
                    CellsAfter<V, O>(size, s.Rows, g, before, d, dBefore, ps);
                }
                else
                {
                    CellsBefore<V, O>(size, s.Rows, p, g, before, d, dBefore, ps);
                }

                GruProducts.Add<V, O>(size, 1, size.RecurrentGroups, s.Rows, g, p, H, dBefore);
            }
        }
    }

    private static void CellsAfter<V, O>(GruSize size, int rows, float* gates, float* before, float* dh, float* dBefore, float* spare)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength;
        int whole = H / Units * Units;
        for (int unit = 0; unit < whole; unit += Units)
        {
            GruCell.AfterBackward<V, O>(rows, gates + (unit / Units * Width), stride, before + unit, H, dh + unit, H, dBefore + unit, H);
        }

        for (int row = 0; whole < H && row < rows; row += TileRows)
        {
            int taken = Math.Min(TileRows, rows - row);
            nint at = ((nint)row * H) + whole;
            float* g = gates + (row * stride) + (whole / Units * Width);
            GatherLast(before + at, dh + at, dBefore + at, H, taken, H - whole, spare);
            GruCell.AfterBackward<V, O>(taken, g, stride, spare, Units, spare + Lines, Units, spare + (2 * Lines), Units);
            BlockRows.Scatter(spare + (2 * Lines), taken, H - whole, dBefore + at, H);
        }
    }

    private static void CellsBefore<V, O>(
        GruSize size, int rows, float* panels, float* gates, float* before, float* dh, float* dBefore, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength;
        nint innerStride = size.Blocks * Units;
        int whole = H / Units * Units;
        float* dInner = scratch + (4 * Lines);
        float* dSeen = dInner + (rows * innerStride);
        for (int unit = 0; unit < whole; unit += Units)
        {
            GruCell.UpdateBackward<V, O>(
                rows, gates + (unit / Units * Width), stride, dInner + unit, innerStride, before + unit, H, dh + unit, H, dBefore + unit, H);
        }

        for (int row = 0; whole < H && row < rows; row += TileRows)
        {
            int taken = Math.Min(TileRows, rows - row);
            nint at = ((nint)row * H) + whole;
            float* g = gates + (row * stride) + (whole / Units * Width);
            GatherLast(before + at, dh + at, dBefore + at, H, taken, H - whole, scratch);
            GruCell.UpdateBackward<V, O>(
                taken, g, stride, dInner + (row * innerStride) + whole, innerStride,
                scratch, Units, scratch + Lines, Units, scratch + (2 * Lines), Units);
            BlockRows.Scatter(scratch + (2 * Lines), taken, H - whole, dBefore + at, H);
        }

        new Span<float>(dSeen, rows * (int)innerStride).Clear();
        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = dInner,
            AStride = innerStride,
            Panels = panels + GruPanels.BackwardInnerStart(size),
            K = H,
            Bias = null,
            Y = dSeen,
            YStride = innerStride,
            Rows = rows,
            Columns = H,
            PanelFrom = 0,
            PanelTo = MatrixProduct.Panels(H),
        });
        for (int unit = 0; unit < whole; unit += Units)
        {
            GruCell.ResetBackward<V, O>(
                rows, gates + (unit / Units * Width), stride, dSeen + unit, innerStride, before + unit, H, dBefore + unit, H);
        }

        for (int row = 0; whole < H && row < rows; row += TileRows)
        {
            int taken = Math.Min(TileRows, rows - row);
            nint at = ((nint)row * H) + whole;
            float* g = gates + (row * stride) + (whole / Units * Width);
            GatherLast(before + at, dh + at, dBefore + at, H, taken, H - whole, scratch);
            GruCell.ResetBackward<V, O>(
                taken, g, stride, dSeen + (row * innerStride) + whole, innerStride, scratch, Units, scratch + (2 * Lines), Units);
            BlockRows.Scatter(scratch + (2 * Lines), taken, H - whole, dBefore + at, H);
        }
    }

    private static void GatherLast(float* before, float* dh, float* dBefore, nint stride, int rows, int units, float* to)
    {
        BlockRows.Gather(before, stride, rows, units, to);
        BlockRows.Gather(dh, stride, rows, units, to + Lines);
        BlockRows.Gather(dBefore, stride, rows, units, to + (2 * Lines));
    }
}
