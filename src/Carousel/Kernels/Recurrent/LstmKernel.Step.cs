using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>One step of one sequence, one source for all widths. It reads each weight once, so it is as fast as the cache that holds the weights.</summary>
public static unsafe partial class LstmKernel
{
    /// <summary>Values of a first-level cache of 32 KiB.</summary>
    private const int FirstLevel = 32 * 1024 / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Step<V, O>(LstmSize size, float* panels, float* x, float* h, float* c, bool descending, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = size;
        int blocks = UnitBlocks.Count(H);
        float* row = scratch + (2 * blocks * RegisterTile.PanelWidth);
        new ReadOnlySpan<float>(x, I).CopyTo(new Span<float>(row, I));
        new ReadOnlySpan<float>(h, H).CopyTo(new Span<float>(row + I, H));
        StepProducts<V, O>(I + H, blocks, panels, row, descending, scratch);

        // The blocks of one row are as the rows of one block: 16 units apart.
        int whole = H / UnitBlocks.Size;
        for (int u = 0; u < UnitBlocks.Size; u += O.Count)
        {
            Cell<V, O>(whole, scratch + u, c + u, c + u, h + u, UnitBlocks.Size, h + u, UnitBlocks.Size, null, 0);
        }

        if (whole < blocks)
        {
            // Whole vectors for the last block lie behind its preactivations.
            int unit = whole * UnitBlocks.Size;
            float* last = scratch + (whole * RegisterTile.PanelWidth);
            float* cLast = last + RegisterTile.PanelWidth;
            float* hLast = cLast + UnitBlocks.Size;
            CopyUnits(1, H - unit, c + unit, 0, cLast, 0);
            for (int u = 0; u < UnitBlocks.Size; u += O.Count)
            {
                Cell<V, O>(1, last + u, cLast + u, cLast + u, hLast + u, 0, hLast + u, 0, null, 0);
            }

            CopyUnits(1, H - unit, cLast, 0, c + unit, 0);
            CopyUnits(1, H - unit, hLast, 0, h + unit, 0);
        }
    }

    /// <summary>The preactivations z [blocks × 64] of one row [K].</summary>
    /// <remarks>
    /// Panels in pairs, so that eight chains hide the latency of the multiply-add. Where one panel alone fits the first-level cache and all together do not, one by one:
    /// then what a step read last is still there when the next step, in the other direction, reads it first. The direction does not show in the bits.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StepProducts<V, O>(int K, int blocks, float* panels, float* row, bool descending, float* z)
        where V : struct
        where O : ILanes<V>
    {
        nint panelLength = (nint)K * RegisterTile.PanelWidth;
        float* bias = panels + (blocks * panelLength);
        int group = O.Count < 16 || panelLength > FirstLevel || blocks * panelLength <= FirstLevel ? 2 : 1;
        int groups = (blocks + group - 1) / group;
        for (int g = 0; g < groups; g++)
        {
            int j = (descending ? groups - 1 - g : g) * group;
            float* panel = panels + (j * panelLength);
            float* start = bias + (j * RegisterTile.PanelWidth);
            float* to = z + (j * RegisterTile.PanelWidth);
            if (group == 2 && j + 1 < blocks)
            {
                RegisterTile.Pair<V, O>(
                    RegisterTile.PanelWidth, row, panel, panel + panelLength, K, start, start + RegisterTile.PanelWidth, to, to + RegisterTile.PanelWidth);
            }
            else
            {
                RegisterTile.Rows<V, O>(1, RegisterTile.PanelWidth, row, 0, 1, panel, K, start, 0, to, RegisterTile.PanelWidth);
            }
        }
    }
}
