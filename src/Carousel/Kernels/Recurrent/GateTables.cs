using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>From the orders in which kernels keep gates to one table a gate, a row a step.</summary>
/// <remarks>
/// A block of 16 units is one cache line, so that each gate's pass over the kept rows reads its own lines alone.
/// </remarks>
internal static class GateTables
{
    /// <summary>Where the groups of a GRU's kept blocks stand: n, r, z.</summary>
    public const int GruCandidate = 0, GruReset = 1, GruUpdate = 2;

    /// <summary>A gate of an LSTM.</summary>
    /// <param name="H">Hidden units.</param>
    /// <param name="gates">[N, 4H], as LstmKernel keeps them.</param>
    /// <param name="gate">One of <see cref="LstmGates"/>.</param>
    /// <param name="table">[N, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Lstm(int H, ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        int rows = table.Length / H, width = LstmGates.Count * H;
        ShapeException.Require(gates, (rows, width));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice(row * width, width);
            Span<float> to = table.Slice(row * H, H);
            for (int first = 0; first < H; first += UnitBlocks.Size)
            {
                int units = Math.Min(UnitBlocks.Size, H - first);
                kept.Slice((LstmGates.Count * first) + (gate * units), units).CopyTo(to[first..]);
            }
        }
    }

    /// <summary>A gate or the candidate of a GRU.</summary>
    /// <param name="size">H and the width of kept rows.</param>
    /// <param name="gates">[N, size.GatesLength], as GruKernel keeps them.</param>
    /// <param name="group">Which group of a block.</param>
    /// <param name="table">[N, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Gru(GruSize size, ReadOnlySpan<float> gates, int group, Span<float> table)
    {
        (int H, int width) = (size.H, size.GatesLength);
        int rows = table.Length / H, block = width / size.Blocks;
        ShapeException.Require(gates, (rows, width));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice(row * width, width);
            Span<float> to = table.Slice(row * H, H);
            for (int first = 0; first < H; first += GruPanels.Units)
            {
                int units = Math.Min(GruPanels.Units, H - first);
                kept.Slice((first / GruPanels.Units * block) + (group * GruPanels.Units), units).CopyTo(to[first..]);
            }
        }
    }

    /// <summary>
    /// A gate of an LSTM with variants; where gates are coupled the input gate is 1 − f, as its kernel computes it.
    /// </summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="gates">[N, G·H] in planes, the first section of what LstmVariantKernel keeps.</param>
    /// <param name="gate">One of <see cref="LstmGates"/>.</param>
    /// <param name="table">[N, H], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void LstmVariant(LstmVariantSize size, ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        (int H, int width) = (size.H, size.GatesLength);
        int rows = table.Length / H;
        ShapeException.Require(gates, (rows, width));
        bool isOneMinus = size.Coupled && gate == LstmGates.Input;
        int plane = size.Coupled ? Math.Max(0, gate - 1) : gate;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice((row * width) + (plane * H), H);
            Span<float> to = table.Slice(row * H, H);
            if (!isOneMinus)
            {
                kept.CopyTo(to);
                continue;
            }

            for (int u = 0; u < H; u++)
            {
                to[u] = 1 - kept[u];
            }
        }
    }
}
