using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>The gradients of inputs and weights, after the time loop or along with it.</summary>
internal static unsafe partial class GruKernel
{
    /// <summary>Blocks whose weight gradients are summed in one pass over the rows.</summary>
    internal const int GradientGroup = 32;

    /// <summary>
    /// Rows of an input gradient at a time: their gates stay in the second-level cache while all panels pass.
    /// </summary>
    private const int InputRows = 96;

    /// <summary>Floats of scratch that AddInputGradient needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    public static int InputGradientScratch(GruSize size) => GruProducts.ScratchLength(size, 3, InputRows);

    /// <summary>Floats of scratch that AddWeightGradient needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    public static int WeightGradientScratch(GruSize size) =>
        GruGradient.ScratchLength(size, Math.Min(GradientGroup, size.Blocks));

    /// <summary>Floats of scratch that BackwardWithGradients needs.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="batch">B.</param>
    public static int BackwardWithGradientsScratch(GruSize size, int batch) => checked(StepChunks.Pay(size.I, size.H, 3)
        ? BackwardScratch(size, batch) + StepChunks.Length(batch, size.GatesLength) + InputGradientScratch(size)
            + GruGradient.ScratchLength(size, size.Blocks)
        : Math.Max(BackwardScratch(size, batch), Math.Max(InputGradientScratch(size), WeightGradientScratch(size))));

    /// <summary>dx[n,i] += Σ over blocks, in a block dn·W_n, dr·W_r, dz·W_z, for a range of rows.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last row.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="gates">[N, GatesLength], as left by Backward.</param>
    /// <param name="dx">[N, I], added to.</param>
    /// <param name="scratch">InputGradientScratch(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        GruSize size, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> gates, Span<float> dx,
        Span<float> scratch)
    {
        int N = dx.Length / size.I;
        int G = size.GatesLength;
        ShapeException.Require<float>(dx, (N, size.I));
        ShapeException.Require(gates, (N, G));
        ShapeException.Require(panels, GruPanels.BackwardLength(size));
        ShapeException.Require<float>(scratch, InputGradientScratch(size));
        fixed (float* p = panels, pg = gates, pd = dx, ps = scratch)
        {
            float* da = pg + ((nint)rowFrom * G);
            float* to = pd + ((nint)rowFrom * size.I);
            if (Vector512.IsHardwareAccelerated)
            {
                AddInputs<Vector512<float>, Lanes512>(size, rowTo - rowFrom, da, G, p, to, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                AddInputs<Vector256<float>, Lanes256>(size, rowTo - rowFrom, da, G, p, to, ps);
            }
            else
            {
                AddInputs<Vector128<float>, Lanes128>(size, rowTo - rowFrom, da, G, p, to, ps);
            }
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread: if the weights are few at once, a
    /// few steps at a time, so that what
    /// Backward leaves is read from the cache; else one after the other. The same bits.
    /// </summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="panels">From GruPanels.PackBackward.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, GatesLength], as left by Forward; undefined from here on.</param>
    /// <param name="dh">[B+N, H]; as in Backward.</param>
    /// <param name="dx">[N, I], added to; as the next four empty where not wanted.</param>
    /// <param name="dWeight">[3H, I], added to.</param>
    /// <param name="dRecurrent">[3H, H], added to.</param>
    /// <param name="dBias">[3H], added to.</param>
    /// <param name="dInnerBias">[H], added to; empty with reset before.</param>
    /// <param name="scratch">BackwardWithGradientsScratch(size, B) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> h,
        Span<float> gates, Span<float> dh, Span<float> dx, Span<float> dWeight, Span<float> dRecurrent,
        Span<float> dBias, Span<float> dInnerBias,
        Span<float> scratch)
    {
        int B = RequireBackward(size, rowStart, panels, h, gates, dh);
        GruProducts.RequireGradients(size, rowStart[^1], x, dWeight, dRecurrent, dBias, dInnerBias);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : rowStart[^1], size.I));
        ShapeException.Require<float>(scratch, BackwardWithGradientsScratch(size, B));
        if (!StepChunks.Pay(size.I, size.H, 3))
        {
            Backward(size, rowStart, reverse, 0, B, panels, h, gates, dh, scratch[..BackwardScratch(size, B)]);
            if (!dx.IsEmpty)
            {
                AddInputGradient(size, 0, rowStart[^1], panels, gates, dx, scratch[..InputGradientScratch(size)]);
            }

            if (!dWeight.IsEmpty || !dRecurrent.IsEmpty || !dBias.IsEmpty || !dInnerBias.IsEmpty)
            {
                GruProducts.AddWeightGradient(
                    size, rowStart, reverse, 0, size.Blocks, x, h, gates, dWeight, dRecurrent, dBias, dInnerBias,
                    scratch[..WeightGradientScratch(size)]);
            }

            return;
        }

        fixed (float* p = panels, px = x, ph = h, pg = gates, pdh = dh, pdx = dx, pw = dWeight, pr = dRecurrent,
            pb = dBias, pq = dInnerBias, ps = scratch)
        {
            nint stride = StepChunks.Stride(size.GatesLength);
            float* da = ps + BackwardScratch(size, B);
            float* inputs = da + StepChunks.Length(B, size.GatesLength);
            var pass = new BackwardPass
            {
                Panels = p,
                States = ph,
                Gates = pg,
                Da = da,
                DaStride = stride,
                Dh = pdh,
                Scratch = ps,
                Batch = B,
            };
            var gradient = new GruGradient
            {
                Size = size,
                X = px,
                States = ph,
                Gates = da,
                Stride = stride,
                Dw = pw,
                Dr = pr,
                Db = pb,
                Dq = pq,
                Scratch = inputs + InputGradientScratch(size),
            };
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector512<float>, Lanes512>(size, rowStart, reverse, pass, gradient, pdx, inputs);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector256<float>, Lanes256>(size, rowStart, reverse, pass, gradient, pdx, inputs);
            }
            else
            {
                BackwardWithGradients<Vector128<float>, Lanes128>(size, rowStart, reverse, pass, gradient, pdx, inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWithGradients<V, O>(
        GruSize size, ReadOnlySpan<int> rowStart, bool reverse, in BackwardPass pass, in GruGradient gradient,
        float* dx, float* inputs)
        where V : struct
        where O : ILanes<V>
    {
        if (gradient.IsWanted)
        {
            gradient.Move(0, size.Blocks, back: false);
        }

        var walk = new StepWalk(rowStart, pass.Batch, reverse, backward: true, 0, pass.Batch);
        var chunks = new StepChunks(rowStart, reverse);
        while (chunks.Next(out int from, out int to))
        {
            nint first = rowStart[from];
            int rows = rowStart[to] - rowStart[from];
            BackwardPass part = pass;
            part.Da = pass.Da - (first * pass.DaStride);
            for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
            {
                BackwardRows<V, O>(size, s, part);
            }

            if (dx != null)
            {
                AddInputs<V, O>(size, rows, pass.Da, pass.DaStride, pass.Panels, dx + (first * size.I), inputs);
            }

            if (gradient.IsWanted)
            {
                GruGradient sum = gradient;
                sum.Gates = part.Da;
                sum.AddRows(new RowOrder(rowStart, reverse, from, to), pass.Batch, 0, size.Blocks);
            }
        }

        if (gradient.IsWanted)
        {
            gradient.Move(0, size.Blocks, back: true);
        }
    }

    private static void AddInputs<V, O>(
        GruSize size, int rows, float* da, nint daStride, float* panels, float* dx, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += InputRows)
        {
            GruProducts.Add<V, O>(
                size, 0, 3, Math.Min(InputRows, rows - row), da + (row * daStride), daStride,
                panels + GruPanels.BackwardInputStart(size), size.I, dx + ((nint)row * size.I), null, scratch);
        }
    }
}
