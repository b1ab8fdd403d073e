using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The gradients of the weights: one large product over all rows, after the time loop or along with it.
/// </summary>
internal readonly unsafe partial struct LstmKernel
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
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋, db += Σ da after Backward, from the last step run to the first, rows
    /// ascending within a step.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">X, H, Gates as left by Backward, Dw, Dr, Db, and GradientScratchLength(size) values of
    /// scratch.</param>
    /// <param name="blockFrom">First block of 16 units to compute.</param>
    /// <param name="blockTo">One after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradients(LstmSize size, in CellSpans call, int blockFrom, int blockTo)
    {
        size.Require();
        call.Steps.Require();
        PartRange.Require(blockFrom, blockTo, GradientBlocks(size));
        RequireGradients(size, call);
        RequireScratch(call.Scratch, GradientScratchLength(size));
        call.Steps.RequireApart(call.Scratch);
        fixed (float* px = call.X, ph = call.H, pz = call.Gates, pw = call.Dw, pr = call.Dr, pb = call.Db,
            ps = call.Scratch)
        {
            GatedGradient sources = Gradient(size, px, ph, pw, pr, pb) with
            {
                Da = pz,
                DaStride = 4 * size.H,
                Scratch = ps,
            };
            for (int j = blockFrom; j < blockTo; j += GradientGroup)
            {
                sources.Add(call.Steps, j, Math.Min(blockTo, j + GradientGroup));
            }
        }
    }

    /// <summary>Floats of scratch that <see cref="BackwardWithGradients"/> needs.</summary>
    /// <param name="size">I, H; of symbols, 0 inputs.</param>
    /// <param name="batch">B.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int BackwardWithGradientsScratchLength(LstmSize size, int batch) =>
        BufferLength.Of((long)ScratchLength(size, batch)
        + (size.I == 0 || StepChunks.Pay(size.I, size.H, LstmGates.Count)
            ? (long)StepChunks.Length(batch, 4 * size.H)
                + GatedGradient.ScratchLength(size.I, size.H, UnitBlocks.Count(size.H))
            : GradientScratchLength(size)));

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all rows on one thread: if the weights are few at once, a
    /// few steps at a time, so that their ∂loss/∂preactivation is read from the cache; else one after the other.
    /// The same bits.
    /// </summary>
    /// <remarks>
    /// Over symbols there are no gradients of inputs, W and b: with W, b and the table, Sums is the gradient of
    /// <see cref="SymbolStarts"/>. Gates then stay as they are; else the rows of the step run first hold
    /// ∂loss/∂preactivation, and the others are undefined.
    /// </remarks>
    /// <param name="size">I, H.</param>
    /// <param name="call">As for all of these, and BackwardWithGradientsScratchLength(size, B) values of scratch; over
    /// symbols X, Sums, and as many values as for a size without inputs.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not a row of the sums.</exception>
    public static void BackwardWithGradients(LstmSize size, CellSpans call)
    {
        StepTable steps = call.Steps;
        RequireBackward(size, call);
        if (!call.Sums.IsEmpty)
        {
            RequireSums(size, call);
            size = size with { I = 0 };
            call.Dx = call.Dw = call.Db = [];
        }

        RequireGradients(size, call);
        ShapeException.Require(call.Dx, (call.Dx.IsEmpty ? 0 : steps.N, size.I));
        RequireScratch(call.Scratch, BackwardWithGradientsScratchLength(size, steps.B));
        steps.RequireApart(call.Dx, call.Sums, call.Scratch);
        if (size.I == 0 || StepChunks.Pay(size.I, size.H, LstmGates.Count))
        {
            Widths.Run(new WithGradientsRun(size), call);
            return;
        }

        (call.PlaceFrom, call.PlaceTo) = (0, steps.B);
        Backward(size, call);
        if (!call.Dx.IsEmpty)
        {
            AddInputGradient(size, call.Panels, call.Gates, call.Dx);
        }

        if (call.HasWeights)
        {
            AddWeightGradients(size, call, 0, GradientBlocks(size));
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

    private static GatedGradient Gradient(LstmSize size, float* x, float* h, float* dW, float* dR, float* db) => new()
    {
        Gates = LstmGates.Count,
        I = size.I,
        H = size.H,
        BlockUnits = UnitBlocks.Size,
        UnitTo = size.H,
        X = x,
        States = h,
        Dw = dW,
        Dr = dR,
        Db = db,
    };

    private static void RequireGradients(LstmSize size, in CellSpans call)
    {
        (int I, int H) = size;
        StepTable steps = call.Steps;
        ShapeException.Require(call.X, (steps.N, call.Sums.IsEmpty ? I : 1));
        ShapeException.Require(call.H, (steps.B + steps.N, H));
        ShapeException.Require(call.Gates, (steps.N, 4 * H));
        ShapeException.Require(call.Dw, (call.Dw.IsEmpty ? 0 : 4 * H, I));
        ShapeException.Require(call.Dr, (call.Dr.IsEmpty ? 0 : 4 * H, H));
        ShapeException.Require(call.Db, call.Db.IsEmpty ? 0 : 4 * H);
        steps.RequireApart(call.Dw, call.Dr, call.Db);
    }

    /// <summary>
    /// All rows of all steps, and after every few steps, while their da is in the cache, what they add to the
    /// gradients.
    /// </summary>
    private readonly struct WithGradientsRun(LstmSize size) : IWidthWork<CellSpans>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            int H = size.H;
            StepTable steps = call.Steps;
            int blocks = UnitBlocks.Count(H);
            fixed (float* pp = call.Panels, px = call.X, ph = call.H, pc = call.C, pg = call.Gates,
                pdh = call.Dh, pdc = call.Dc, pdx = call.Dx, pw = call.Dw, pr = call.Dr, pb = call.Db, sums = call.Sums,
                ps = call.Scratch)
            {
                nint stride = StepChunks.Stride(4 * H);
                float* da = ps + ScratchLength(size, steps.B);
                BackwardSequence part = Back(size, steps, pp, pc, pg, pdh, pdc, ps);
                part.DaStride = stride;
                GatedGradient gradient = Gradient(size, px, ph, pw, pr, pb);
                gradient.DaStride = stride;
                gradient.Scratch = da + StepChunks.Length(steps.B, 4 * H);
                if (gradient.IsWanted)
                {
                    gradient.Move(0, blocks, back: false);
                }

                var chunks = new StepChunks(steps.RowStart, steps.Reverse);
                for (int s = steps.T - 1; chunks.Next(out int from, out int to);)
                {
                    nint first = steps.RowStart[from];
                    gradient.Da = part.Da = da - (first * stride);
                    for (int step = from; step < to; step++, s--)
                    {
                        BackwardStep<V, O>(part, s, 0, steps.B);
                    }

                    if (pdx != null)
                    {
                        AddInputs<V, O>(part, (int)first, steps.RowStart[to] - (int)first, pdx);
                    }

                    var order = new RowOrder(steps, from, to);
                    if (sums != null)
                    {
                        AddSymbolSums<V, O>(order, H, px, call.Sums.Length / (4 * H), part.Da, stride, sums);
                    }

                    if (gradient.IsWanted)
                    {
                        gradient.AddRows(order, 0, blocks);
                    }

                    if (s < 0 && sums == null)
                    {
                        KeepFirstStep(size, steps, part.Da, stride, pg);
                    }
                }

                if (gradient.IsWanted)
                {
                    gradient.Move(0, blocks, back: true);
                }
            }
        }
    }

    /// <summary>dx += da·W of some rows, while ∂loss/∂preactivation is in this processor's cache.</summary>
    private static void AddInputs<V, O>(in BackwardSequence q, int first, int rows, float* dx)
        where O : ILanes<V> => MatrixProduct.Multiply<V, O>(new(
            rows, new(q.Da + (first * q.DaStride), q.DaStride), q.Panels + LstmPanels.RecurrentLength(q.Size),
            4 * q.Size.H, new(dx + ((nint)first * q.Size.I), q.Size.I), q.Size.I));
}
