using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The gradients of inputs and weights, after the time loop or along with it.</summary>
internal static unsafe partial class HiddenLoops
{
    /// <summary>Floats of scratch that BackwardWithGradients needs.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="batch">B.</param>
    public static int WithGradientsScratch<TCell>(TCell cell, int batch)
        where TCell : struct, IHiddenCell<TCell> =>
        checked(StepChunks.Pay(cell.I, cell.H, cell.Gates)
            ? cell.BackwardScratch(batch) + ChunkLength(cell, batch) + cell.InputScratch + cell.GradientScratch(true)
            : Math.Max(cell.BackwardScratch(batch), Math.Max(cell.InputScratch, cell.GradientScratch(false))));

    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="panels">As for Backward.</param>
    /// <param name="da">[n, GradientLength], rows as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <param name="scratch">cell.InputScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient<TCell>(
        TCell cell, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        int I = cell.I, n = dx.Length / I, stride = GradientLength(cell);
        ShapeException.Require(dx, (n, I));
        ShapeException.Require(da, (n, stride));
        ShapeException.Require(panels, cell.BackwardPanelLength);
        ShapeException.Require(scratch, cell.InputScratch);
        fixed (float* p = panels, pa = da, pd = dx, ps = scratch)
        {
            Widths.Run(new InputsRun<TCell>(cell, n, pa, stride, p, pd, ps));
        }
    }

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋ and those of the biases, for a range of parts, from the last step run to the
    /// first, rows ascending within a step, after Backward.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="call">X, H, what Backward left in Gates or Dh, Dw, Dr, Db, Dq, and cell.GradientScratch(false)
    /// values of scratch.</param>
    /// <param name="partFrom">First of cell.GradientParts.</param>
    /// <param name="partTo">One after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient<TCell>(TCell cell, in CellSpans call, int partFrom, int partTo)
        where TCell : struct, IHiddenCell<TCell>
    {
        RequireGradients(cell, call, cell.GradientScratch(false));
        ReadOnlySpan<float> da = Left(cell, call);
        fixed (float* px = call.X, ph = call.H, pa = da, pw = call.Dw, pr = call.Dr, pb = call.Db, pq = call.Dq,
            ps = call.Scratch)
        {
            var terms = new WeightTerms
            {
                X = px,
                States = ph,
                Da = pa,
                DaStride = GradientLength(cell),
                Dw = pw,
                Dr = pr,
                Db = pb,
                Dq = pq,
                Scratch = ps,
            };
            cell.AddWeights(terms, call.Steps, partFrom, partTo);
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread: if the weights are few at once, a
    /// few steps at a time, so that what Backward leaves is read from the cache; else one after the other. The same
    /// bits.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="call">As for all of these, and WithGradientsScratch(cell, B) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients<TCell>(TCell cell, CellSpans call)
        where TCell : struct, IHiddenCell<TCell>
    {
        (int B, int N) = (call.Steps.B, call.Steps.N);
        Span<float> scratch = call.Scratch;
        RequireBackward(cell, call, WithGradientsScratch(cell, B));
        RequireGradients(cell, call, scratch.Length);
        ShapeException.Require(call.Dx, (call.Dx.IsEmpty ? 0 : N, cell.I));
        if (StepChunks.Pay(cell.I, cell.H, cell.Gates))
        {
            Widths.Run(new WithGradientsRun<TCell>(cell), call);
            return;
        }

        (call.PlaceFrom, call.PlaceTo) = (0, B);
        call.Scratch = scratch[..cell.BackwardScratch(B)];
        Backward(cell, call);
        if (!call.Dx.IsEmpty)
        {
            AddInputGradient(cell, call.Panels, Left(cell, call), call.Dx, scratch[..cell.InputScratch]);
        }

        if (call.HasWeights)
        {
            call.Scratch = scratch[..cell.GradientScratch(false)];
            AddWeightGradient(cell, call, 0, cell.GradientParts);
        }
    }

    /// <summary>∂loss/∂preactivation as left by Backward.</summary>
    private static ReadOnlySpan<float> Left<TCell>(TCell cell, in CellSpans call)
        where TCell : struct, IHiddenCell<TCell> =>
        cell.GatesLength == 0 ? call.Dh[(call.Steps.B * cell.H)..] : call.Gates;

    private static int ChunkLength<TCell>(TCell cell, int batch)
        where TCell : struct, IHiddenCell<TCell> =>
        cell.GatesLength == 0 ? 0 : StepChunks.Length(batch, cell.GatesLength);

    private static void RequireGradients<TCell>(TCell cell, in CellSpans call, int scratch)
        where TCell : struct, IHiddenCell<TCell>
    {
        (int B, int N, int I, int H, int rows) = (call.Steps.B, call.Steps.N, cell.I, cell.H, cell.Gates * cell.H);
        ShapeException.Require(call.X, (N, I));
        ShapeException.Require(call.H, (B + N, H));
        ShapeException.Require(Left(cell, call), (N, GradientLength(cell)));
        ShapeException.Require(call.Dw, (call.Dw.IsEmpty ? 0 : rows, I));
        ShapeException.Require(call.Dr, (call.Dr.IsEmpty ? 0 : rows, H));
        ShapeException.Require(call.Db, call.Db.IsEmpty ? 0 : rows);
        ShapeException.Require(call.Dq, call.Dq.IsEmpty ? 0 : cell.InnerBias);
        ShapeException.Require(call.Scratch, scratch);
    }

    private readonly struct InputsRun<TCell>(
        TCell cell, int rows, float* da, nint daStride, float* panels, float* dx, float* scratch) : IWidthWork
        where TCell : struct, IHiddenCell<TCell>
    {
        void IWidthWork.Run<V, O>() => cell.AddInputs<V, O>(rows, da, daStride, panels, dx, scratch);
    }

    private readonly struct WithGradientsRun<TCell>(TCell cell) : IWidthWork<CellSpans>
        where TCell : struct, IHiddenCell<TCell>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            StepTable steps = call.Steps;
            int B = steps.B;
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pg = call.Gates, pdh = call.Dh, dx = call.Dx,
                pw = call.Dw, pr = call.Dr, pb = call.Db, pq = call.Dq, ps = call.Scratch)
            {
                BackwardPass pass = Pass(cell, B, p, ph, pg, pdh, ps);
                float* inputs = ps + cell.BackwardScratch(B) + ChunkLength(cell, B);
                if (cell.GatesLength > 0)
                {
                    pass.Da = ps + cell.BackwardScratch(B);
                    pass.DaStride = StepChunks.Stride(cell.GatesLength);
                }

                var terms = new WeightTerms
                {
                    X = px,
                    States = ph,
                    Da = pass.Da,
                    DaStride = pass.DaStride,
                    Dw = pw,
                    Dr = pr,
                    Db = pb,
                    Dq = pq,
                    Scratch = inputs + cell.InputScratch,
                };
                if (terms.IsWanted)
                {
                    cell.MoveWeights(terms, back: false);
                }

                var walk = new StepWalk(steps, backward: true, 0, B);
                var chunks = new StepChunks(steps.RowStart, steps.Reverse);
                while (chunks.Next(out int from, out int to))
                {
                    nint first = steps.RowStart[from];
                    int rows = steps.RowStart[to] - steps.RowStart[from];

                    // The buffer begins with the first row of the chunk; dh, where there are no gates, has all rows.
                    BackwardPass part = pass;
                    part.Da -= cell.GatesLength > 0 ? first * pass.DaStride : 0;
                    for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
                    {
                        cell.BackwardRows<V, O>(s, part);
                    }

                    if (dx != null)
                    {
                        cell.AddInputs<V, O>(
                            rows, part.Da + (first * pass.DaStride), pass.DaStride, p, dx + (first * cell.I), inputs);
                    }

                    if (terms.IsWanted)
                    {
                        WeightTerms sum = terms;
                        sum.Da = part.Da;
                        cell.AddWeightRows(sum, new RowOrder(steps, from, to));
                    }
                }

                if (terms.IsWanted)
                {
                    cell.MoveWeights(terms, back: true);
                }
            }
        }
    }
}
