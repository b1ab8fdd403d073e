using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// The gradients of the weights: one large product over all rows, after the time loop or along with it.
/// </summary>
internal static unsafe partial class LstmKernel
{
    /// <summary>
    /// Blocks of units whose gradients are summed together: so many that a strip of inputs is read seldom, so few that
    /// they stay in the cache.
    /// </summary>
    private const int GradientGroup = 32;

    /// <summary>How many parts the weight gradients can be split into, for threads.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>Blocks of 16 units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not those of a layer.</exception>
    public static int GradientBlocks(LstmSize size)
    {
        size.Require();
        return UnitBlocks.Count(size.H);
    }

    /// <summary>Floats of scratch that <see cref="AddWeightGradients"/> needs.</summary>
    /// <param name="size">I, H.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are not those of a layer.</exception>
    public static int GradientScratchLength(LstmSize size)
    {
        size.Require();
        return GatedGradient.ScratchLength(size.I, size.H, Math.Min(GradientGroup, UnitBlocks.Count(size.H)));
    }

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋, db += Σ da after Backward, from the last step run to the first, rows ascending
    /// within a step.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="blockFrom">First block of 16 units to compute.</param>
    /// <param name="blockTo">One after the last.</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="da">[N, 4H], the gates as left by Backward.</param>
    /// <param name="dW">[4H, I], added to; empty if not wanted.</param>
    /// <param name="dR">[4H, H], added to; empty if not wanted.</param>
    /// <param name="db">[4H], added to; empty if not wanted.</param>
    /// <param name="scratch">GradientScratchLength(size) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradients(
        LstmSize size, StepTable steps, int blockFrom, int blockTo, ReadOnlySpan<float> x, ReadOnlySpan<float> h,
        ReadOnlySpan<float> da,
        Span<float> dW, Span<float> dR, Span<float> db, Span<float> scratch)
    {
        size.Require();
        steps.Require();
        PartRange.Require(blockFrom, blockTo, GradientBlocks(size));
        RequireGradients(size, steps, x, h, da, dW, dR, db);
        RequireScratch(scratch, GradientScratchLength(size));
        steps.RequireApart(scratch);
        fixed (float* px = x, ph = h, pz = da, pw = dW, pr = dR, pb = db, ps = scratch)
        {
            GatedGradient sources = Gradient(size, px, ph, pz, 4 * size.H, pw, pr, pb, ps);
            for (int j = blockFrom; j < blockTo; j += GradientGroup)
            {
                sources.Add(steps, j, Math.Min(blockTo, j + GradientGroup));
            }
        }
    }

    /// <summary>Floats of scratch that <see cref="BackwardWithGradients"/> needs.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int BackwardWithGradientsScratchLength(LstmSize size, int batch) =>
        BufferLength.Of((long)ScratchLength(size, batch)
        + (StepChunks.Pay(size.I, size.H, LstmGates.Count)
            ? (long)StepChunks.Length(batch, 4 * size.H)
                + GatedGradient.ScratchLength(size.I, size.H, UnitBlocks.Count(size.H))
            : GradientScratchLength(size)));

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradients for all rows on one thread: if the weights are few at once, a
    /// few steps at a time, so that their
    /// ∂loss/∂preactivation is read from the cache; else one after the other. The same bits.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to Forward.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="x">[N, I], as given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="c">[B+N, H], as left by Forward.</param>
    /// <param name="gates">[N, 4H], as left by Forward; out: the rows of the step run first hold ∂loss/∂preactivation,
    /// the others are undefined.</param>
    /// <param name="dh">[B+N, H], added to; in: ∂loss/∂h from above; out: the first B rows are ∂loss/∂h of the initial
    /// states.</param>
    /// <param name="dcCarry">[B, H]; in: ∂loss/∂c after each sequence's last step; out: ∂loss/∂c of the initial
    /// states.</param>
    /// <param name="dx">[N, I], added to; empty if not wanted.</param>
    /// <param name="dW">[4H, I], added to; empty if not wanted.</param>
    /// <param name="dR">[4H, H], added to; empty if not wanted.</param>
    /// <param name="db">[4H], added to; empty if not wanted.</param>
    /// <param name="scratch">BackwardWithGradientsScratchLength(size, B) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients(
        LstmSize size, StepTable steps, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, ReadOnlySpan<float> h,
        ReadOnlySpan<float> c,
        Span<float> gates, Span<float> dh, Span<float> dcCarry, Span<float> dx, Span<float> dW, Span<float> dR,
        Span<float> db, Span<float> scratch)
    {
        (int I, int H) = size;
        RequireBackward(size, steps, panels, c, gates, dh, dcCarry);
        RequireGradients(size, steps, x, h, gates, dW, dR, db);
        ShapeException.Require<float>(dx, (dx.IsEmpty ? 0 : steps.N, I));
        RequireScratch(scratch, BackwardWithGradientsScratchLength(size, steps.B));
        steps.RequireApart(dx, scratch);
        if (!StepChunks.Pay(I, H, LstmGates.Count))
        {
            Backward(size, steps, 0, steps.B, panels, c, gates, dh, dcCarry, scratch);
            if (!dx.IsEmpty)
            {
                AddInputGradient(size, panels, gates, dx);
            }

            if (!dW.IsEmpty || !dR.IsEmpty || !db.IsEmpty)
            {
                AddWeightGradients(size, steps, 0, GradientBlocks(size), x, h, gates, dW, dR, db, scratch);
            }

            return;
        }

        fixed (float* pp = panels, px = x, ph = h, pc = c, pg = gates, pdh = dh, pdc = dcCarry, pdx = dx, pw = dW,
            pr = dR, pb = db, ps = scratch)
        {
            nint stride = StepChunks.Stride(4 * H);
            float* da = ps + ScratchLength(size, steps.B);
            var sequence = new BackwardSequence
            {
                Panels = pp,
                C = pc,
                Gates = pg,
                Da = da,
                DaStride = stride,
                Dh = pdh,
                Dc = pdc,
                Scratch = ps,
            };
            GatedGradient gradient = Gradient(
                size, px, ph, da, stride, pw, pr, pb, da + StepChunks.Length(steps.B, 4 * H));
            float* inputPanels = pp + LstmPanels.RecurrentLength(size);
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector512<float>, Lanes512>(size, steps, sequence, gradient, inputPanels, pdx);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector256<float>, Lanes256>(size, steps, sequence, gradient, inputPanels, pdx);
            }
            else
            {
                BackwardWithGradients<Vector128<float>, Lanes128>(size, steps, sequence, gradient, inputPanels, pdx);
            }
        }
    }

    /// <summary>
    /// All rows of all steps, and after every few steps, while their da is in the cache, what they add to the
    /// gradients.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BackwardWithGradients<V, O>(
        LstmSize size, in StepTable steps, in BackwardSequence q, in GatedGradient gradient, float* inputPanels,
        float* dx)
        where V : struct
        where O : ILanes<V>
    {
        int blocks = UnitBlocks.Count(size.H);
        if (gradient.IsWanted)
        {
            gradient.Move(0, blocks, back: false);
        }

        var chunks = new StepChunks(steps.RowStart, steps.Reverse);
        for (int s = steps.T - 1; chunks.Next(out int from, out int to);)
        {
            nint first = steps.RowStart[from];
            BackwardSequence part = q;
            part.Da = q.Da - (first * q.DaStride);
            for (int step = from; step < to; step++, s--)
            {
                BackwardStep<V, O>(size, steps, s, 0, steps.B, part);
            }

            if (dx != null)
            {
                MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
                {
                    A = q.Da,
                    AStride = q.DaStride,
                    Panels = inputPanels,
                    K = 4 * size.H,
                    Y = dx + (first * size.I),
                    YStride = size.I,
                    Rows = steps.RowStart[to] - (int)first,
                    Columns = size.I,
                    PanelTo = MatrixProduct.Panels(size.I),
                });
            }

            if (q.Sums != null)
            {
                var order = new RowOrder(steps.RowStart, steps.Reverse, from, to);
                AddSymbolSums<V, O>(order, size.H, q.Symbols, q.V, part.Da, q.DaStride, q.Sums);
            }

            if (gradient.IsWanted)
            {
                GatedGradient sum = gradient;
                sum.Da = part.Da;
                sum.AddRows(new RowOrder(steps.RowStart, steps.Reverse, from, to), steps.B, 0, blocks);
            }

            if (s < 0 && q.Sums == null)
            {
                KeepFirstStep(size, steps, part.Da, q.DaStride, q.Gates);
            }
        }

        if (gradient.IsWanted)
        {
            gradient.Move(0, blocks, back: true);
        }
    }

    /// <summary>
    /// ∂loss/∂preactivation of the step run first, from the buffer of its chunk to the gates: the segment of time
    /// before goes on from there.
    /// </summary>
    private static void KeepFirstStep(LstmSize size, in StepTable steps, float* da, nint daStride, float* gates)
    {
        int columns = 4 * size.H, first = steps.FirstRow(0), end = first + steps.Rows(0);
        for (nint row = first; row < end; row++)
        {
            new ReadOnlySpan<float>(da + (row * daStride), columns)
                .CopyTo(new Span<float>(gates + (row * columns), columns));
        }
    }

    private static GatedGradient Gradient(
        LstmSize size, float* x, float* h, float* da, nint daStride, float* dW, float* dR, float* db,
        float* scratch) =>
        new()
        {
            Gates = LstmGates.Count,
            I = size.I,
            H = size.H,
            BlockUnits = UnitBlocks.Size,
            UnitTo = size.H,
            X = x,
            States = h,
            Da = da,
            DaStride = daStride,
            Dw = dW,
            Dr = dR,
            Db = db,
            Scratch = scratch,
        };

    private static void RequireGradients(
        LstmSize size, in StepTable steps, ReadOnlySpan<float> x, ReadOnlySpan<float> h, ReadOnlySpan<float> da,
        ReadOnlySpan<float> dW, ReadOnlySpan<float> dR, ReadOnlySpan<float> db)
    {
        (int I, int H) = size;
        ShapeException.Require(x, (steps.N, I));
        ShapeException.Require(h, (steps.B + steps.N, H));
        ShapeException.Require(da, (steps.N, 4 * H));
        ShapeException.Require(dW, (dW.IsEmpty ? 0 : 4 * H, I));
        ShapeException.Require(dR, (dR.IsEmpty ? 0 : 4 * H, H));
        ShapeException.Require(db, db.IsEmpty ? 0 : 4 * H);
        steps.RequireApart(dW, dR, db);
    }
}
