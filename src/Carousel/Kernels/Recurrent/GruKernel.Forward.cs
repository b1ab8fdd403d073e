using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>One step of some rows, for both places of the reset gate.</summary>
internal static unsafe partial class GruKernel
{
    /// <summary>One step of some rows; gates may be null.</summary>
    private static void Rows<V, O>(
        GruSize size, int rows, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        if (size.ResetAfter)
        {
            RowsAfter<V, O>(size, rows, 0, size.Blocks, panels, x, before, h, gates, scratch);
        }
        else
        {
            RowsBefore<V, O>(size, rows, panels, x, before, h, gates, scratch);
        }
    }

    /// <summary>Some blocks of units of one step.</summary>
    private static void RowsAfter<V, O>(
        GruSize size, int rows, int blockFrom, int blockTo, float* panels, float* x, float* before, float* h,
        float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        nint stride = gates == null ? Width : size.GatesLength;
        float* recurrent = panels + GruPanels.RecurrentStart(size);
        float* bias = panels + GruPanels.BiasStart(size);
        float* spare = scratch + (TileRows * Width);

        // The rows behind these are those of the next step, unless the run is against time: where they will be written
        // is asked for a little with each tile.
        float* ahead = gates == null ? null : gates + (rows * (stride + ((nint)blockFrom * Width)));
        int block = blockFrom;
        if (rows == 1)
        {
            block = PairsAfter<V, O>(size, blockFrom, blockTo, panels, x, before, h, gates, scratch);
        }

        for (; block < blockTo; block++)
        {
            int unit = block * Units;
            int units = Math.Min(Units, H - unit);
            float* w = panels + ((nint)block * Width * I);
            float* r = recurrent + ((nint)block * Width * H);
            float* b = bias + (block * Width);
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                float* g = gates == null ? scratch : gates + (row * stride) + (block * Width);
                float* rowBefore = before + ((nint)row * H);
                RegisterTile.Rows<V, O>(taken, 3 * Units, x + ((nint)row * I), I, 1, w, I, b, 0, g, stride);
                GruCell.Fill<V, O>(taken, b + (3 * Units), g + (3 * Units), stride);
                RegisterTile.Rows<V, O>(
                    taken, 3 * Units, rowBefore, H, 1, r + Units, H, g + Units, stride, g + Units, stride,
                    RegisterTile.Ahead.Of(ahead, taken * Width, taken, H));
                ahead += gates == null ? 0 : taken * Width;
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

    /// <summary>One row: two blocks at a time, and of each panel the three groups in use alone.</summary>
    /// <returns>The first block not computed.</returns>
    private static int PairsAfter<V, O>(
        GruSize size, int blockFrom, int blockTo, float* panels, float* x, float* before, float* h, float* gates,
        float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        float* recurrent = panels + GruPanels.RecurrentStart(size);
        float* bias = panels + GruPanels.BiasStart(size);
        float* second = scratch + Width;
        int block = blockFrom;
        for (; block + 2 <= blockTo && (block + 2) * Units <= H; block += 2)
        {
            float* w = panels + ((nint)block * Width * I);
            float* r = recurrent + ((nint)block * Width * H) + Units;
            float* b = bias + (block * Width);
            RegisterTile.Pair<V, O>(3 * Units, x, w, w + ((nint)Width * I), I, b, b + Width, scratch, second);
            GruCell.Fill<V, O>(1, b + (3 * Units), scratch + (3 * Units), Width);
            GruCell.Fill<V, O>(1, b + Width + (3 * Units), second + (3 * Units), Width);
            RegisterTile.Pair<V, O>(
                3 * Units, before, r, r + ((nint)Width * H), H, scratch + Units, second + Units, scratch + Units,
                second + Units);
            GruCell.After<V, O>(2, scratch, Width, before + (block * Units), Units, h + (block * Units), Units);
            if (gates != null)
            {
                new ReadOnlySpan<float>(scratch, 2 * Width).CopyTo(new Span<float>(gates + (block * Width), 2 * Width));
            }
        }

        return block;
    }

    private static void RowsBefore<V, O>(
        GruSize size, int rows, float* panels, float* x, float* before, float* h, float* gates, float* scratch)
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
                taken = RegisterTile.Take(rows - row);
                float* g = gates + (row * stride) + (block * Width);
                float* rowBefore = before + ((nint)row * H);
                RegisterTile.Rows<V, O>(
                    taken, 3 * Units, x + ((nint)row * I), I, 1, panels + ((nint)block * Width * I), I, b, 0, g,
                    stride);
                RegisterTile.Rows<V, O>(
                    taken, 2 * Units, rowBefore, H, 1, recurrent + ((nint)block * Width * H) + Units, H, g + Units,
                    stride, g + Units, stride);
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
        Update<V, O>(size, rows, gates, inner, before, h, spare);
    }

    /// <summary>Reset before, second half, of all blocks: from inner and z to the new states.</summary>
    internal static void Update<V, O>(
        GruSize size, int rows, float* gates, float* inner, float* before, float* h, float* spare)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength, innerStride = size.Blocks * Units;
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
