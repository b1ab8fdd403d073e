using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Products of a GRU's preactivation gradients, which lie in blocks [dn, dr, dz, ds], with weights, inputs and states.
/// </summary>
internal static unsafe class GruProducts
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Floats of scratch that Add needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="groups">How many groups take part.</param>
    /// <param name="rows">Rows.</param>
    public static int ScratchLength(GruSize size, int groups, int rows) =>
        checked((rows * (int)StepChunks.Stride(groups * size.H)) + 15) & -16;

    /// <summary>
    /// y[r, 0 … columns) += the sum over blocks, groups firstGroup … and units, in this order, of gate·weight.
    /// </summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="firstGroup">First group that takes part.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="gates">[rows, GatesLength].</param>
    /// <param name="gatesStride">Distance of two rows of gates.</param>
    /// <param name="panels">Panels over the columns, each with groups·H rows.</param>
    /// <param name="columns">Columns of y.</param>
    /// <param name="y">[rows, columns], added to.</param>
    /// <param name="ahead">[rows, GatesLength] to be asked for meanwhile, or null.</param>
    /// <param name="scratch">ScratchLength(size, groups, rows) values, overwritten.</param>
    /// <param name="panelFrom">First panel of 64 columns to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    public static void Add<V, O>(
        GruSize size, int firstGroup, int groups, int rows, float* gates, nint gatesStride, float* panels, int columns,
        float* y, float* ahead, float* scratch,
        int panelFrom = 0, int panelTo = int.MaxValue)
        where V : struct
        where O : ILanes<V>
    {
        int K = groups * size.H;
        nint stride = StepChunks.Stride(K);
        Gather<V, O>(size.H, groups, rows, gates + (firstGroup * Units), gatesStride, scratch, stride);

        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = scratch,
            AStride = stride,
            Panels = panels,
            K = K,
            Ahead = ahead,
            AheadLength = size.GatesLength,
            Y = y,
            YStride = columns,
            Rows = rows,
            Columns = columns,
            PanelFrom = panelFrom,
            PanelTo = Math.Min(panelTo, MatrixProduct.Panels(columns)),
        });
    }

    /// <summary>Two or three groups of all blocks of some rows side by side: the order of the sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather<V, O>(
        int H, int groups, int rows, float* gates, nint gatesStride, float* to, nint stride)
        where V : struct
        where O : ILanes<V>
    {
        int blocks = H / Units, last = H % Units;
        for (int row = 0; row < rows; row++)
        {
            float* g = gates + (row * gatesStride);
            float* t = to + (row * stride);
            for (int block = 0; block < blocks; block++)
            {
                for (int u = 0; u < Units; u += O.Count)
                {
                    O.Store(O.Load(g + u), t + u);
                    O.Store(O.Load(g + Units + u), t + Units + u);
                    if (groups == 3)
                    {
                        O.Store(O.Load(g + (2 * Units) + u), t + (2 * Units) + u);
                    }
                }

                g += Width;
                t += groups * Units;
            }

            // The last block's groups are not full: the summed index skips what is not there.
            for (int group = 0; last > 0 && group < groups; group++)
            {
                MatrixProduct.Copy(g + (group * Units), t, last);
                t += last;
            }
        }
    }

    /// <summary>
    /// dW += [dr; dz; dn]·xᵀ, dR += …·h₋ᵀ, db += …, dq += ds for a range of blocks of units, from the last step run to
    /// the first, rows ascending within a step.
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
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, int blockFrom, int blockTo, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h,
        ReadOnlySpan<float> gates, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias,
        Span<float> dInnerBias, Span<float> scratch)
    {
        int N = rowStart[^1];
        int B = (h.Length / size.H) - N;
        int G = size.GatesLength;
        StepWalk.RequireBatch(rowStart, B);
        RequireGradients(size, N, x, dWeight, dRecurrent, dBias, dInnerBias);
        ShapeException.Require(h, (B + N, size.H));
        ShapeException.Require(gates, (N, G));
        ShapeException.Require<float>(scratch, GruKernel.WeightGradientScratch(size));
        fixed (float* px = x, ph = h, pg = gates, pw = dWeight, pr = dRecurrent, pb = dBias, pq = dInnerBias,
            ps = scratch)
        {
            var gradient = new GruGradient
            {
                Size = size,
                X = px,
                States = ph,
                Gates = pg,
                Stride = G,
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

    /// <summary>Holds inputs and gradients against their sizes.</summary>
    public static void RequireGradients(
        GruSize size, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dRecurrent,
        ReadOnlySpan<float> dBias,
        ReadOnlySpan<float> dInnerBias)
    {
        (int I, int H, bool after) = size;
        ShapeException.Require(x, (N, I));
        RequireOrEmpty(dWeight, 3 * H, I);
        RequireOrEmpty(dRecurrent, 3 * H, H);
        RequireOrEmpty(dBias, 3, H);
        RequireOrEmpty(dInnerBias, 1, after ? H : 0);
    }

    private static void RequireOrEmpty(ReadOnlySpan<float> gradient, int rows, int columns)
    {
        if (!gradient.IsEmpty)
        {
            ShapeException.Require(gradient, (rows, columns));
        }
    }
}
