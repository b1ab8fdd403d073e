using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The gradients of inputs and weights, after the time loop or along with it.</summary>
internal static unsafe partial class ElmanKernel
{
    private const int BlockUnits = RegisterTile.PanelWidth;

    /// <summary>Floats of scratch that AddWeightGradient and BackwardWithGradients need.</summary>
    /// <param name="size">I, H.</param>
    public static int WeightGradientScratch(ElmanSize size) =>
        GatedGradient.ScratchLength(size.I, size.H, Blocks(size.H));

    /// <summary>dx += da·W for some rows, after Backward.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From PackBackward.</param>
    /// <param name="da">[n, H], rows of dh behind the first B, as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        ElmanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        ShapeException.Require(panels, BackwardPanelLength(size));
        MatrixProduct.AddInputGradient(size.I, size.H, da, panels[MatrixProduct.PanelLength(size.H, size.H)..], dx);
    }

    /// <summary>dBefore += da·R for some rows: what Backward does between a step and the one before.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From PackBackward.</param>
    /// <param name="da">[n, H], ∂loss/∂preactivation.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient(
        ElmanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dBefore)
    {
        ShapeException.Require(panels, BackwardPanelLength(size));
        MatrixProduct.AddInputGradient(
            size.H, size.H, da, panels[..MatrixProduct.PanelLength(size.H, size.H)], dBefore);
    }

    /// <summary>
    /// dW += daᵀ·x, dR += daᵀ·h₋, db += Σ da for a range of units, from the last step run to the first, after Backward.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="unitFrom">First unit.</param>
    /// <param name="unitTo">One after the last.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="dh">[B+N, H], as left by Backward.</param>
    /// <param name="dWeight">[H, I], added to; as the next two empty where not wanted.</param>
    /// <param name="dRecurrent">[H, H], added to.</param>
    /// <param name="dBias">[H], added to.</param>
    /// <param name="scratch">WeightGradientScratch(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, int unitFrom, int unitTo, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h,
        ReadOnlySpan<float> dh, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias, Span<float> scratch)
    {
        int B = (h.Length / size.H) - rowStart[^1];
        RequireGradients(size, B, rowStart[^1], x, h, dh, dWeight, dRecurrent, dBias, scratch);
        fixed (float* px = x, ph = h, pd = dh, pw = dWeight, pr = dRecurrent, pb = dBias, ps = scratch)
        {
            GatedGradient gradient = Gradient(size, unitFrom, unitTo, px, ph, pd + ((nint)B * size.H), pw, pr, pb, ps);
            gradient.Add(new StepTable(rowStart, B, reverse), 0, Blocks(unitTo - unitFrom));
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread: if the weights are few at once, a
    /// few steps at a time, so that what
    /// Backward leaves is read from the cache; else one after the other. The same bits.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="panels">From PackBackward.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dx">[N, I], added to; as the next three empty where not wanted.</param>
    /// <param name="dWeight">[H, I], added to.</param>
    /// <param name="dRecurrent">[H, H], added to.</param>
    /// <param name="dBias">[H], added to.</param>
    /// <param name="scratch">WeightGradientScratch(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients(
        ElmanSize size, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h,
        Span<float> dh, Span<float> dx, Span<float> dWeight, Span<float> dRecurrent, Span<float> dBias,
        Span<float> scratch)
    {
        int B = RequireBackward(size, rowStart, panels, h, dh);
        RequireGradients(size, B, rowStart[^1], x, h, dh, dWeight, dRecurrent, dBias, scratch);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : rowStart[^1], size.I));
        if (!StepChunks.Pay(size.I, size.H, 1))
        {
            Backward(size, rowStart, reverse, 0, B, panels, h, dh);
            if (!dx.IsEmpty)
            {
                AddInputGradient(size, panels, dh[(B * size.H)..], dx);
            }

            if (!dWeight.IsEmpty || !dRecurrent.IsEmpty || !dBias.IsEmpty)
            {
                AddWeightGradient(size, rowStart, reverse, 0, size.H, x, h, dh, dWeight, dRecurrent, dBias, scratch);
            }

            return;
        }

        fixed (float* p = panels, px = x, ph = h, pd = dh, pdx = dx, pw = dWeight, pr = dRecurrent, pb = dBias,
            ps = scratch)
        {
            GatedGradient gradient = Gradient(size, 0, size.H, px, ph, pd + ((nint)B * size.H), pw, pr, pb, ps);
            var steps = new StepTable(rowStart, B, reverse);
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector512<float>, Lanes512>(size, steps, p, gradient, pd, pdx);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector256<float>, Lanes256>(size, steps, p, gradient, pd, pdx);
            }
            else
            {
                BackwardWithGradients<Vector128<float>, Lanes128>(size, steps, p, gradient, pd, pdx);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWithGradients<V, O>(
        ElmanSize size, in StepTable steps, float* panels, in GatedGradient gradient, float* dh, float* dx)
        where V : struct
        where O : ILanes<V>
    {
        int blocks = Blocks(size.H);
        if (gradient.IsWanted)
        {
            gradient.Move(0, blocks, back: false);
        }

        var walk = new StepWalk(steps.RowStart, steps.B, steps.Reverse, backward: true, 0, steps.B);
        var chunks = new StepChunks(steps.RowStart, steps.Reverse);
        while (chunks.Next(out int from, out int to))
        {
            int first = steps.RowStart[from], rows = steps.RowStart[to] - first;
            for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
            {
                BackwardRows<V, O>(size, s, steps.B, panels, gradient.States, dh);
            }

            if (dx != null)
            {
                PlanarProduct.Add<V, O>(
                    rows, size.H, size.I, gradient.Da + ((nint)first * size.H),
                    panels + MatrixProduct.PanelLength(size.H, size.H), dx + ((nint)first * size.I));
            }

            if (gradient.IsWanted)
            {
                gradient.AddRows(new RowOrder(steps.RowStart, steps.Reverse, from, to), steps.B, 0, blocks);
            }
        }

        if (gradient.IsWanted)
        {
            gradient.Move(0, blocks, back: true);
        }
    }

    private static int Blocks(int units) => (units + BlockUnits - 1) / BlockUnits;

    private static GatedGradient Gradient(
        ElmanSize size, int unitFrom, int unitTo, float* x, float* h, float* da, float* dWeight, float* dRecurrent,
        float* dBias, float* scratch)
        => new()
        {
            Gates = 1,
            I = size.I,
            H = size.H,
            BlockUnits = BlockUnits,
            UnitFrom = unitFrom,
            UnitTo = unitTo,
            X = x,
            States = h,
            Da = da,
            DaStride = size.H,
            Dw = dWeight,
            Dr = dRecurrent,
            Db = dBias,
            Scratch = scratch,
        };

    private static void RequireGradients(
        ElmanSize size, int B, int N, ReadOnlySpan<float> x, ReadOnlySpan<float> h, ReadOnlySpan<float> dh,
        ReadOnlySpan<float> dWeight, ReadOnlySpan<float> dRecurrent, ReadOnlySpan<float> dBias,
        ReadOnlySpan<float> scratch)
    {
        (int I, int H) = size;
        ShapeException.Require(x, (N, I));
        ShapeException.Require(h, (B + N, H));
        ShapeException.Require(dh, (B + N, H));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : H, I));
        ShapeException.Require(dRecurrent, (dRecurrent.IsEmpty ? 0 : H, H));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : H);
        ShapeException.Require(scratch, WeightGradientScratch(size));
    }
}
