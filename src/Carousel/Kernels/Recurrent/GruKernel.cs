using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Sizes of a GRU layer: I inputs, H units, and whether the reset gate acts after the recurrent product or before it.</summary>
public readonly record struct GruSize(int I, int H, bool ResetAfter)
{
    /// <summary>Blocks of 16 units.</summary>
    internal int Blocks => (H + GruPanels.Units - 1) / GruPanels.Units;

    /// <summary>Groups of a block that see h₋ in the backward product: r, z, s or r, z.</summary>
    internal int RecurrentGroups => ResetAfter ? 3 : 2;

    /// <summary>Values that training keeps for each row: 64 a block.</summary>
    public int GatesLength => Blocks * RegisterTile.PanelWidth;
}

/// <summary>Gated recurrent unit over packed sequences. Twin: GruReference. Derivation: docs/derivations/gru.md.</summary>
/// <remarks>
/// Cho et al. 2014, equations 5 to 8, or with the reset gate after the product as in cuDNN. Kept gates lie in blocks of 16 units, [n, r, z, s].
/// A call may take a range of places of the batch: places never meet, so threads share out places and the bits stay.
/// </remarks>
internal static unsafe partial class GruKernel
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>Room for the rows of a tile: a block of gates, and 16 values each before, after and in between.</summary>
    private const int TileScratch = TileRows * (Width + (3 * Units));

    /// <summary>Floats of scratch that Forward and Step need.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int ForwardScratch(GruSize size, int rows) =>
        checked(TileScratch + (rows * size.H) + (size.ResetAfter ? 0 : rows * (size.GatesLength + (2 * Units * size.Blocks))));

    /// <summary>Runs all steps of a range of places.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place; B for all.</param>
    /// <param name="panels">From GruPanels.Pack.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="gates">[N, GatesLength], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">ForwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Vector512<float>, Lanes512>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Vector256<float>, Lanes256>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
        else
        {
            Forward<Vector128<float>, Lanes128>(size, rowStart, reverse, placeFrom, placeTo, panels, x, h, gates, scratch);
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="panels">From GruPanels.Pack.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="h">[S, H], read and overwritten.</param>
    /// <param name="scratch">ForwardScratch(size, S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(GruSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> scratch)
    {
        (int I, int H, _) = size;
        int S = h.Length / H;
        ShapeException.Require(panels, GruPanels.Length(size));
        ShapeException.Require(x, (S, I));
        ShapeException.Require<float>(h, (S, H));
        ShapeException.Require<float>(scratch, ForwardScratch(size, S));
        fixed (float* p = panels, px = x, ph = h, ps = scratch)
        {
            // The product needs every unit of h₋ after the first block of h is there.
            h.CopyTo(new Span<float>(ps, S * H));
            if (Vector512.IsHardwareAccelerated)
            {
                Rows<Vector512<float>, Lanes512>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Rows<Vector256<float>, Lanes256>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
            else
            {
                Rows<Vector128<float>, Lanes128>(size, S, p, px, ps, ph, null, ps + (S * H));
            }
        }
    }

    internal static void Forward<V, O>(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> gates, Span<float> scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        int G = size.GatesLength;
        ShapeException.Require(panels, GruPanels.Length(size));
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        RequirePlaces(rowStart, B, placeFrom, placeTo);
        ShapeException.Require<float>(scratch, ForwardScratch(size, placeTo - placeFrom));
        if (!gates.IsEmpty)
        {
            ShapeException.Require<float>(gates, (N, G));
        }

        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pg = gates, ps = scratch)
        {
            while (walk.Next(out StepSegment s))
            {
                Rows<V, O>(
                    size, s.Rows, p, px + ((nint)s.Row * I), ph + ((nint)s.Before * H), ph + ((nint)(B + s.Row) * H),
                    pg == null ? null : pg + ((nint)s.Row * G), ps);
            }
        }
    }

    private static void RequirePlaces(ReadOnlySpan<int> rowStart, int batch, int placeFrom, int placeTo)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, rowStart.Length > 1 ? rowStart[1] : 0, "h");
        ArgumentOutOfRangeException.ThrowIfNegative(placeFrom);
        ArgumentOutOfRangeException.ThrowIfLessThan(placeTo, placeFrom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(placeTo, batch);
    }

    /// <summary>One step of some rows; gates may be null.</summary>
    private static void Rows<V, O>(GruSize size, int rows, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        if (size.ResetAfter)
        {
            RowsAfter<V, O>(size, rows, panels, x, before, h, gates, scratch);
        }
        else
        {
            RowsBefore<V, O>(size, rows, panels, x, before, h, gates, scratch);
        }
    }

    private static void RowsAfter<V, O>(GruSize size, int rows, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        nint stride = gates == null ? Width : size.GatesLength;
        float* recurrent = panels + GruPanels.RecurrentStart(size);
        float* bias = panels + GruPanels.BiasStart(size);
        float* spare = scratch + (TileRows * Width);
        int block = 0;
        if (rows == 1)
        {
            block = PairsAfter<V, O>(size, panels, x, before, h, gates, scratch);
        }

        for (; block < size.Blocks; block++)
        {
            int unit = block * Units;
            int units = Math.Min(Units, H - unit);
            float* w = panels + ((nint)block * Width * I);
            float* r = recurrent + ((nint)block * Width * H);
            float* b = bias + (block * Width);
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                // Seven and eight rows as 4 + 3 and 4 + 4: a row or two alone cannot hide the latency of the multiply-add.
                taken = rows - row is 7 or 8 ? 4 : Math.Min(rows - row, TileRows);
                float* g = gates == null ? scratch : gates + (row * stride) + (block * Width);
                float* rowBefore = before + ((nint)row * H);
                RegisterTile.Rows<V, O>(taken, 3 * Units, x + ((nint)row * I), I, 1, w, I, b, 0, g, stride);
                GruCell.Fill<V, O>(taken, b + (3 * Units), g + (3 * Units), stride);
                RegisterTile.Rows<V, O>(taken, 3 * Units, rowBefore, H, 1, r + Units, H, g + Units, stride, g + Units, stride);
                if (units == Units)
                {
                    GruCell.After<V, O>(taken, g, stride, rowBefore + unit, H, h + ((nint)row * H) + unit, H);
                    continue;
                }

                BlockRows.Gather(rowBefore + unit, H, taken, units, spare);
                GruCell.After<V, O>(taken, g, stride, spare, Units, spare + (TileRows * Units), Units);
                BlockRows.Scatter(spare + (TileRows * Units), taken, units, h + ((nint)row * H) + unit, H);
            }
        }
    }

    /// <summary>One row: two blocks at a time. The unused group of each panel is computed too and thrown away.</summary>
    /// <returns>The first block not computed.</returns>
    private static int PairsAfter<V, O>(GruSize size, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        float* recurrent = panels + GruPanels.RecurrentStart(size);
        float* bias = panels + GruPanels.BiasStart(size);
        float* first = scratch;
        float* second = scratch + (2 * Width);
        int block = 0;
        for (; (block + 2) * Units <= H; block += 2)
        {
            float* w = panels + ((nint)block * Width * I);
            float* r = recurrent + ((nint)block * Width * H);
            float* b = bias + (block * Width);
            RegisterTile.Pair<V, O>(x, w, w + ((nint)Width * I), I, b, b + Width, first, first + Width);
            GruCell.Fill<V, O>(1, b + (3 * Units), first + (3 * Units), Width);
            GruCell.Fill<V, O>(1, b + Width + (3 * Units), first + Width + (3 * Units), Width);
            RegisterTile.Pair<V, O>(before, r, r + ((nint)Width * H), H, first, first + Width, second, second + Width);
            GruCell.Fill<V, O>(1, first, second, Width);
            GruCell.Fill<V, O>(1, first + Width, second + Width, Width);
            GruCell.After<V, O>(2, second, Width, before + (block * Units), Units, h + (block * Units), Units);
            if (gates != null)
            {
                new ReadOnlySpan<float>(second, 2 * Width).CopyTo(new Span<float>(gates + (block * Width), 2 * Width));
            }
        }

        return block;
    }

    private static void RowsBefore<V, O>(GruSize size, int rows, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        nint stride = size.GatesLength;
        nint innerStride = size.Blocks * Units;
        float* spare = scratch;
        float* product = scratch + TileScratch;
        float* inner = product + (rows * innerStride);
        gates = gates == null ? inner + (rows * innerStride) : gates;
        float* recurrent = panels + GruPanels.RecurrentStart(size);
        for (int block = 0; block < size.Blocks; block++)
        {
            int unit = block * Units;
            int units = Math.Min(Units, H - unit);
            float* b = panels + GruPanels.BiasStart(size) + (block * Width);
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = rows - row is 7 or 8 ? 4 : Math.Min(rows - row, TileRows);
                float* g = gates + (row * stride) + (block * Width);
                float* rowBefore = before + ((nint)row * H);
                RegisterTile.Rows<V, O>(taken, 3 * Units, x + ((nint)row * I), I, 1, panels + ((nint)block * Width * I), I, b, 0, g, stride);
                RegisterTile.Rows<V, O>(
                    taken, 2 * Units, rowBefore, H, 1, recurrent + ((nint)block * Width * H) + Units, H, g + Units, stride, g + Units, stride);
                float* seen = rowBefore + unit;
                nint seenStride = H;
                if (units < Units)
                {
                    BlockRows.Gather(seen, H, taken, units, spare);
                    seen = spare;
                    seenStride = Units;
                }

                nint at = (row * innerStride) + unit;
                GruCell.Reset<V, O>(taken, g, stride, seen, seenStride, product + at, inner + at, innerStride);
            }
        }

        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = product,
            AStride = innerStride,
            Panels = panels + GruPanels.InnerStart(size),
            K = H,
            Bias = null,
            Y = inner,
            YStride = innerStride,
            Rows = rows,
            Columns = H,
            PanelFrom = 0,
            PanelTo = MatrixProduct.Panels(H),
        });
        for (int unit = 0; unit < H; unit += Units)
        {
            int units = Math.Min(Units, H - unit);
            float* g = gates + (unit / Units * Width);
            if (units == Units)
            {
                GruCell.Update<V, O>(rows, g, stride, inner + unit, innerStride, before + unit, H, h + unit, H);
                continue;
            }

            for (int row = 0; row < rows; row += TileRows)
            {
                int taken = Math.Min(TileRows, rows - row);
                BlockRows.Gather(before + ((nint)row * H) + unit, H, taken, units, spare);
                GruCell.Update<V, O>(
                    taken, g + (row * stride), stride, inner + (row * innerStride) + unit, innerStride,
                    spare, Units, spare + (TileRows * Units), Units);
                BlockRows.Scatter(spare + (TileRows * Units), taken, units, h + ((nint)row * H) + unit, H);
            }
        }
    }
}
