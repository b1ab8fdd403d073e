using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Back-propagation through time.</summary>
internal static unsafe partial class GruKernel
{
    /// <summary>Values of 16 units of the rows of a tile.</summary>
    private const int Lines = TileRows * Units;

    /// <summary>Where everything lies.</summary>
    private struct BackwardPass
    {
        public float* Panels;
        public float* States;
        public float* Gates;

        /// <summary>Row 0 of ∂loss/∂preactivation; may be Gates.</summary>
        public float* Da;

        /// <summary>Distance of two rows of Da.</summary>
        public nint DaStride;
        public float* Dh;
        public float* Scratch;
        public int Batch;
    }

    /// <summary>The same for the rows of one step.</summary>
    private struct RowsBackward
    {
        public float* Panels;
        public float* Gates;
        public float* Da;
        public nint DaStride;
        public float* Before;
        public float* Dh;
        public float* DBefore;
        public float* Ahead;
        public float* Scratch;
    }

    /// <summary>Floats of scratch that Backward needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int BackwardScratch(GruSize size, int rows) =>
        checked((4 * Lines) + GruProducts.ScratchLength(size, size.RecurrentGroups, rows)
            + (size.ResetAfter ? 0 : 2 * rows * size.Blocks * Units));

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Forward; holds ∂loss/∂preactivation from here on, by blocks
    /// [dn, dr, dz, ds].</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above, final states' included; out: ∂loss/∂h whole, that of the
    /// initial states in the first B rows.</param>
    /// <param name="scratch">BackwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Lanes512>(
                size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Lanes256>(
                size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
        else
        {
            Backward<Vector128<float>, Lanes128>(
                size, rowStart, reverse, placeFrom, placeTo, panels, h, gates, dh, scratch);
        }
    }

    internal static void Backward<V, O>(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> h, Span<float> gates, Span<float> dh, Span<float> scratch)
        where V : struct
        where O : ILanes<V>
    {
        int B = RequireBackward(size, rowStart, panels, h, gates, dh);
        ShapeException.Require<float>(scratch, BackwardScratch(size, placeTo - placeFrom));
        var walk = new StepWalk(rowStart, B, reverse, backward: true, placeFrom, placeTo);
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
            while (walk.Next(out StepSegment s))
            {
                BackwardRows<V, O>(size, s, pass);
            }
        }
    }

    private static int RequireBackward(
        GruSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> panels, ReadOnlySpan<float> h,
        ReadOnlySpan<float> gates, ReadOnlySpan<float> dh)
    {
        int H = size.H;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        ShapeException.Require(panels, GruPanels.BackwardLength(size));
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(gates, (N, size.GatesLength));
        ShapeException.Require(dh, (B + N, H));
        return B;
    }

    private static void BackwardRows<V, O>(GruSize size, StepSegment s, in BackwardPass pass)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        int G = size.GatesLength;

        // The gates of the step before come, from memory perhaps, while the product runs.
        BackwardRows<V, O>(size, s.Rows, new RowsBackward
        {
            Panels = pass.Panels,
            Gates = pass.Gates + ((nint)s.Row * G),
            Da = pass.Da + (s.Row * pass.DaStride),
            DaStride = pass.DaStride,
            Before = pass.States + ((nint)s.Before * H),
            Dh = pass.Dh + ((nint)(pass.Batch + s.Row) * H),
            DBefore = pass.Dh + ((nint)s.Before * H),
            Ahead = s.Before < pass.Batch ? null : pass.Gates + ((nint)(s.Before - pass.Batch) * G),
            Scratch = pass.Scratch,
        });
    }

    private static void BackwardRows<V, O>(GruSize size, int rows, in RowsBackward at)
        where V : struct
        where O : ILanes<V>
    {
        if (size.ResetAfter)
        {
            CellsAfter<V, O>(
                size, rows, 0, size.H, at.Gates, at.Da, at.DaStride, at.Before, at.Dh, at.DBefore, at.Scratch);
        }
        else
        {
            CellsBefore<V, O>(
                size, rows, at.Panels, at.Gates, at.Da, at.DaStride, at.Before, at.Dh, at.DBefore, at.Scratch);
        }

        GruProducts.Add<V, O>(
            size, 1, size.RecurrentGroups, rows, at.Da, at.DaStride, at.Panels, size.H, at.DBefore, at.Ahead,
            Products(size, rows, at.Scratch));
    }

    /// <summary>
    /// Where scratch has room for the factors of a product: behind the buffers of the last block and the two of the
    /// reset.
    /// </summary>
    private static float* Products(GruSize size, int rows, float* scratch) =>
        scratch + (4 * Lines) + (size.ResetAfter ? 0 : 2 * (nint)rows * size.Blocks * Units);

    /// <summary>
    /// The cells of some units, the first a multiple of 16, and so is the end or it is H. The pointers are those of
    /// unit 0.
    /// </summary>
    private static void CellsAfter<V, O>(
        GruSize size, int rows, int unitFrom, int unitTo, float* gates, float* da, nint daStride, float* before,
        float* dh, float* dBefore, float* spare)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength;
        int units = unitTo - unitFrom, blocks = units / Units, whole = blocks * Units;
        gates += unitFrom / Units * Width;
        da += unitFrom / Units * Width;
        before += unitFrom;
        dh += unitFrom;
        dBefore += unitFrom;

        // The blocks of a row are as the rows of a block, and so may be those of the next row: memory is read from
        // front to back.
        bool flat = whole == H && daStride == stride;
        for (int row = 0; row < (flat ? 1 : rows) && blocks > 0; row++)
        {
            nint at = (nint)row * H;
            GruCell.AfterBackward<V, O>(
                flat ? rows * blocks : blocks, gates + (row * stride), da + (row * daStride), Width, before + at, Units,
                dh + at, Units, dBefore + at, Units);
        }

        for (int row = 0; whole < units && row < rows; row++)
        {
            nint at = ((nint)row * H) + whole;
            GatherLast(before + at, dh + at, dBefore + at, H, 1, units - whole, spare);
            GruCell.AfterBackward<V, O>(
                1, gates + (row * stride) + (blocks * Width), da + (row * daStride) + (blocks * Width), 0,
                spare, 0, spare + Lines, 0, spare + (2 * Lines), 0);
            BlockRows.Scatter(spare + (2 * Lines), 1, units - whole, dBefore + at, H);
        }
    }

    private static void CellsBefore<V, O>(
        GruSize size, int rows, float* panels, float* gates, float* da, nint daStride, float* before, float* dh,
        float* dBefore, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength;
        nint innerStride = size.Blocks * Units;
        int blocks = H / Units, whole = blocks * Units;
        float* dInner = scratch + (4 * Lines);
        float* dSeen = dInner + (rows * innerStride);
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * H;
            float* g = gates + (row * stride);
            float* a = da + (row * daStride);
            float* inner = dInner + (row * innerStride);
            GruCell.UpdateBackward<V, O>(
                blocks, g, a, Width, inner, Units, before + at, Units, dh + at, Units, dBefore + at, Units);
            if (whole < H)
            {
                at += whole;
                GatherLast(before + at, dh + at, dBefore + at, H, 1, H - whole, scratch);
                GruCell.UpdateBackward<V, O>(
                    1, g + (blocks * Width), a + (blocks * Width), 0, inner + whole, 0, scratch, 0, scratch + Lines, 0,
                    scratch + (2 * Lines), 0);
                BlockRows.Scatter(scratch + (2 * Lines), 1, H - whole, dBefore + at, H);
            }
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
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * H;
            float* a = da + (row * daStride);
            float* seen = dSeen + (row * innerStride);
            GruCell.ResetBackward<V, O>(blocks, a, Width, seen, Units, before + at, Units, dBefore + at, Units);
            if (whole < H)
            {
                at += whole;
                GatherLast(before + at, dh + at, dBefore + at, H, 1, H - whole, scratch);
                GruCell.ResetBackward<V, O>(
                    1, a + (blocks * Width), 0, seen + whole, 0, scratch, 0, scratch + (2 * Lines), 0);
                BlockRows.Scatter(scratch + (2 * Lines), 1, H - whole, dBefore + at, H);
            }
        }
    }

    private static void GatherLast(
        float* before, float* dh, float* dBefore, nint stride, int rows, int units, float* to)
    {
        BlockRows.Gather(before, stride, rows, units, to);
        BlockRows.Gather(dh, stride, rows, units, to + Lines);
        BlockRows.Gather(dBefore, stride, rows, units, to + (2 * Lines));
    }
}
