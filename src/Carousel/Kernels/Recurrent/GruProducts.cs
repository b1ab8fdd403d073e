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
    /// <param name="dWeight">[3H, I], added to; as the next three empty where not wanted.</param>
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
        RequireOrEmpty(dWeight, 3 * H, I);
        RequireOrEmpty(dRecurrent, 3 * H, H);
        RequireOrEmpty(dBias, 3, H);
        RequireOrEmpty(dInnerBias, 1, Q);
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
                var part = new Part
                {
                    Size = size,
                    BlockFrom = blockFrom,
                    BlockTo = blockTo,
                    Gates = pg,
                    Rows = rows,
                    Count = count,
                    Panels = panels,
                    Strip = strip,
                };
                if (pw != null)
                {
                    Pack(px, I, rows, count, panels);
                    part.Add(0, 3, I, pw);
                }

                part.AddBiases(pb, pq);
                if (pr == null)
                {
                    continue;
                }

                Pack(ph, H, before, count, panels);
                part.Add(1, size.RecurrentGroups, H, pr);
                if (!after)
                {
                    // Group s holds r⊙h₋, the input of R_n.
                    PackSeen(pg, size, rows, count, panels);
                    part.Add(0, 1, H, pr);
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

    private static void RequireOrEmpty(ReadOnlySpan<float> gradient, int rows, int columns)
    {
        if (!gradient.IsEmpty)
        {
            ShapeException.Require(gradient, (rows, columns));
        }
    }

    /// <summary>Some rows' part of the gradients of a range of blocks.</summary>
    private ref struct Part
    {
        public GruSize Size;
        public int BlockFrom;
        public int BlockTo;
        public float* Gates;
        public int* Rows;
        public int Count;
        public float* Panels;
        public float* Strip;

        /// <summary>d += gateᵀ·input for some groups, the inputs packed before.</summary>
        public readonly void Add(int firstGroup, int groups, int columns, float* d)
        {
            for (int block = BlockFrom; block < BlockTo; block++)
            {
                int units = Gather(block);
                for (int group = firstGroup; group < firstGroup + groups; group++)
                {
                    float* rows = d + ((nint)Row(group, block) * columns);
                    for (int column = 0; column < columns; column += Width)
                    {
                        MatrixProduct.AddBlock(
                            units, Math.Min(Width, columns - column), Strip + (group * Units), 1, Width,
                            Panels + ((nint)column * MatrixProduct.GradientBlock), Count, rows + column, columns);
                    }
                }
            }
        }

        /// <summary>db and dq, each bias one chain over the rows; either may be null.</summary>
        public readonly void AddBiases(float* db, float* dq)
        {
            if (db == null && dq == null)
            {
                return;
            }

            float* sums = stackalloc float[Width];
            for (int block = BlockFrom; block < BlockTo; block++)
            {
                int units = Gather(block);
                new Span<float>(sums, Width).Clear();
                for (int group = 0; group < 4; group++)
                {
                    float* d = group == 3 ? dq : db;
                    if (d != null)
                    {
                        new ReadOnlySpan<float>(d + BiasRow(group, block), units).CopyTo(new Span<float>(sums + (group * Units), units));
                    }
                }

                PlanarGradient.Sum(Count, Strip, sums);
                for (int group = 0; group < 4; group++)
                {
                    float* d = group == 3 ? dq : db;
                    if (d != null)
                    {
                        new ReadOnlySpan<float>(sums + (group * Units), units).CopyTo(new Span<float>(d + BiasRow(group, block), units));
                    }
                }
            }
        }

        private readonly int Gather(int block)
        {
            MatrixProduct.PackRows(Gates + (block * Width), Size.GatesLength, Width, Rows, Count, Strip, Width, Width);
            return Math.Min(Units, Size.H - (block * Units));
        }

        /// <summary>Groups n, r, z, s are gates 2, 0, 1 and, for s, the recurrent rows of gate 2.</summary>
        private readonly int Row(int group, int block) => ((group switch { 1 => 0, 2 => 1, _ => 2 }) * Size.H) + (block * Units);

        private readonly int BiasRow(int group, int block) => group == 3 ? block * Units : Row(group, block);
    }
}
