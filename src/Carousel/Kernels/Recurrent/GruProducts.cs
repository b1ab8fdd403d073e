using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Products of a GRU's preactivation gradients, which lie in blocks [dn, dr, dz, ds], with weights, inputs and states.</summary>
internal static unsafe class GruProducts
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>y[r, 0 … columns) += the sum over blocks, groups firstGroup … and units, in this order, of gate·weight.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="firstGroup">First group that takes part.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="gates">[rows, GatesLength].</param>
    /// <param name="panels">Panels over the columns, each with groups·H rows.</param>
    /// <param name="columns">Columns of y.</param>
    /// <param name="y">[rows, columns], added to.</param>
    public static void Add(GruSize size, int firstGroup, int groups, int rows, float* gates, float* panels, int columns, float* y)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Add<Vector512<float>, Lanes512>(size, firstGroup, groups, rows, gates, panels, columns, y);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Add<Vector256<float>, Lanes256>(size, firstGroup, groups, rows, gates, panels, columns, y);
        }
        else
        {
            Add<Vector128<float>, Lanes128>(size, firstGroup, groups, rows, gates, panels, columns, y);
        }
    }

    /// <inheritdoc cref="Add(GruSize, int, int, int, float*, float*, int, float*)"/>
    public static void Add<V, O>(GruSize size, int firstGroup, int groups, int rows, float* gates, float* panels, int columns, float* y)
        where V : struct
        where O : ILanes<V>
    {
        nint stride = size.GatesLength;
        for (int column = 0; column < columns; column += Width)
        {
            int width = Math.Min(Width, columns - column);
            float* panel = panels + ((nint)column * groups * size.H);
            for (int block = 0; block < size.Blocks; block++)
            {
                int units = Math.Min(Units, size.H - (block * Units));
                float* g = gates + (block * Width) + (firstGroup * Units);
                if (units == Units)
                {
                    RegisterTile.Exact<V, O>(rows, width, g, stride, 1, panel, groups * Units, y + column, columns, y + column, columns);
                    panel += groups * Units * Width;
                    continue;
                }

                // The last block's groups are not full: the summed index skips what is not there.
                for (int group = 0; group < groups; group++)
                {
                    RegisterTile.Exact<V, O>(rows, width, g + (group * Units), stride, 1, panel, units, y + column, columns, y + column, columns);
                    panel += units * Width;
                }
            }
        }
    }

    /// <summary>
    /// dW += [dr; dz; dn]·xᵀ, dR += …·h₋ᵀ, db += …, dq += ds for a range of blocks of units, from the last step run to the first, rows ascending within a step.
    /// </summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="blockFrom">First block of 16 units.</param>
    /// <param name="blockTo">One after the last.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Backward.</param>
    /// <param name="dWeight">[3H, I], added to.</param>
    /// <param name="dRecurrent">[3H, H], added to.</param>
    /// <param name="dBias">[3H], added to.</param>
    /// <param name="dInnerBias">[H], added to; empty with reset before.</param>
    /// <param name="scratch">GruKernel.WeightGradientScratch(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int blockFrom, int blockTo, ReadOnlySpan<float> x, ReadOnlySpan<float> h,
        ReadOnlySpan<float> gates, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias, Span<float> dInnerBias, Span<float> scratch)
    {
        (int I, int H, bool after) = size;
        int Q = after ? H : 0;
        int N = rowStart[^1];
        int B = (h.Length / H) - N;
        int G = size.GatesLength;
        ShapeException.Require(x, (N, I));
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(gates, (N, G));
        ShapeException.Require<float>(dWeight, (3 * H, I));
        ShapeException.Require<float>(dRecurrent, (3 * H, H));
        ShapeException.Require<float>(dBias, (3, H));
        ShapeException.Require<float>(dInnerBias, Q);
        ShapeException.Require<float>(scratch, GruKernel.WeightGradientScratch(size));
        const int Block = MatrixProduct.GradientBlock;
        int* rows = stackalloc int[Block];
        int* before = stackalloc int[Block];
        var order = new RowOrder(rowStart, reverse);
        fixed (float* px = x, ph = h, pg = gates, pw = dWeight, pr = dRecurrent, pb = dBias, pq = dInnerBias, panels = scratch)
        {
            float* strip = panels + ((nint)Block * MatrixProduct.Panels(Math.Max(I, H)) * Width);
            for (int count = order.Fill(rows, before, B, Block); count > 0; count = order.Fill(rows, before, B, Block))
            {
                Pack(px, I, rows, count, panels);
                for (int block = blockFrom; block < blockTo; block++)
                {
                    int unit = block * Units;
                    int units = Math.Min(Units, H - unit);
                    MatrixProduct.PackRows(pg + (block * Width), G, Width, rows, count, strip, Width, Width);
                    AddGate(strip, count, units, panels, I, pw + ((nint)((2 * H) + unit) * I));
                    AddGate(strip + Units, count, units, panels, I, pw + ((nint)unit * I));
                    AddGate(strip + (2 * Units), count, units, panels, I, pw + ((nint)(H + unit) * I));
                    AddBiases(strip, count, units, pb + (2 * H) + unit, pb + unit, pb + H + unit, after ? pq + unit : null);
                }

                Pack(ph, H, before, count, panels);
                for (int block = blockFrom; block < blockTo; block++)
                {
                    int unit = block * Units;
                    int units = Math.Min(Units, H - unit);
                    MatrixProduct.PackRows(pg + (block * Width), G, Width, rows, count, strip, Width, Width);
                    AddGate(strip + Units, count, units, panels, H, pr + ((nint)unit * H));
                    AddGate(strip + (2 * Units), count, units, panels, H, pr + ((nint)(H + unit) * H));
                    if (after)
                    {
                        AddGate(strip + (3 * Units), count, units, panels, H, pr + ((nint)((2 * H) + unit) * H));
                    }
                }

                if (!after)
                {
                    // Group s holds r⊙h₋, the input of R_n.
                    PackSeen(pg, size, rows, count, panels);
                    for (int block = blockFrom; block < blockTo; block++)
                    {
                        int unit = block * Units;
                        MatrixProduct.PackRows(pg + (block * Width), G, Units, rows, count, strip, Width, Units);
                        AddGate(strip, count, Math.Min(Units, H - unit), panels, H, pr + ((nint)((2 * H) + unit) * H));
                    }
                }
            }
        }
    }

    private static void Pack(float* source, int columns, int* rows, int count, float* panels)
    {
        for (int column = 0; column < columns; column += Width)
        {
            MatrixProduct.PackRows(
                source + column, columns, Math.Min(Width, columns - column), rows, count,
                panels + ((nint)column * MatrixProduct.GradientBlock), Width, Width);
        }
    }

    private static void PackSeen(float* gates, GruSize size, int* rows, int count, float* panels)
    {
        for (int unit = 0; unit < size.H; unit += Units)
        {
            float* panel = panels + ((nint)(unit / Width * Width) * MatrixProduct.GradientBlock) + (unit % Width);
            MatrixProduct.PackRows(
                gates + (unit / Units * Width) + (3 * Units), size.GatesLength, Math.Min(Units, size.H - unit), rows, count, panel, Width, Units);
        }
    }

    /// <summary>Rows of one gate's units: d[u, 0 … columns) += Σ over rows of gate·input.</summary>
    private static void AddGate(float* strip, int count, int units, float* panels, int columns, float* d)
    {
        for (int column = 0; column < columns; column += Width)
        {
            MatrixProduct.AddBlock(
                units, Math.Min(Width, columns - column), strip, 1, Width,
                panels + ((nint)column * MatrixProduct.GradientBlock), count, d + column, columns);
        }
    }

    /// <summary>Each bias is one chain over the rows; dq may be null.</summary>
    private static void AddBiases(float* strip, int count, int units, float* dn, float* dr, float* dz, float* dq)
    {
        Span<float> sums = stackalloc float[Width];
        sums.Clear();
        for (int group = 0; group < 4; group++)
        {
            float* d = group switch { 0 => dn, 1 => dr, 2 => dz, _ => dq };
            if (d != null)
            {
                new ReadOnlySpan<float>(d, units).CopyTo(sums[(group * Units)..]);
            }
        }

        fixed (float* s = sums)
        {
            PlanarGradient.Sum(count, strip, s);
        }

        for (int group = 0; group < 4; group++)
        {
            float* d = group switch { 0 => dn, 1 => dr, 2 => dz, _ => dq };
            if (d != null)
            {
                sums.Slice(group * Units, units).CopyTo(new Span<float>(d, units));
            }
        }
    }
}
