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
        fixed (float* px = x, ph = h, pg = gates, pw = dWeight, pr = dRecurrent, pb = dBias, pq = dInnerBias, ps = scratch)
        {
            var gradient = new GruGradient
            {
                Size = size,
                X = px,
                States = ph,
                Gates = pg,
                Dw = pw,
                Dr = pr,
                Db = pb,
                Dq = pq,
                Scratch = ps,
            };
            for (int block = blockFrom; block < blockTo; block += GruKernel.GradientGroup)
            {
                gradient.Add(rowStart, reverse, B, block, Math.Min(blockTo, block + GruKernel.GradientGroup));
            }
        }
    }

    private static void RequireOrEmpty(ReadOnlySpan<float> gradient, int rows, int columns)
    {
        if (!gradient.IsEmpty)
        {
            ShapeException.Require(gradient, (rows, columns));
        }
    }
}
