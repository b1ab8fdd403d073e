using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The gradients of inputs and weights.</summary>
internal static unsafe partial class ScanLoops
{
    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="da">[n, Columns], rows as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        ScanSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels[..size.InputLength], dx);
    }

    /// <summary>
    /// dW += Σ daᵀ·x, dR += Σ daᵀ·h₋ and db += Σ da for a range of the rows of W, from the last step run to the first,
    /// rows ascending within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">X, H, Gates as left by Backward, Dw, Dr, Db, and GradientScratch values of scratch.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(ScanSize size, in CellSpans call, int partFrom, int partTo)
    {
        RequireGradients(size, call);
        fixed (float* px = call.X, ph = call.H, pa = call.Gates, pw = call.Dw, pr = call.Dr, pb = call.Db,
            ps = call.Scratch)
        {
            GatedGradient gradient = GatedGradient.OfInputs(size.I, size.Columns, px, pa, pw, pb, ps);
            (gradient.UnitFrom, gradient.UnitTo) = (partFrom, partTo);
            if (gradient.IsWanted)
            {
                gradient.Add(call.Steps, 0, MatrixProduct.Panels(partTo - partFrom));
            }

            if (pr != null)
            {
                AddRecurrent(size, partFrom, partTo, new RowOrder(call.Steps), Recurrent(size, ph, pa, pr, ps));
            }
        }
    }

    /// <summary>
    /// Backward, AddInputGradient and AddWeightGradient for all places on one thread, a few steps at a time, so that
    /// what Backward leaves is read from the cache. The same bits.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">As for all of these, and GradientScratch values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void BackwardWithGradients<TCell>(ScanSize size, in CellSpans call)
        where TCell : struct, IScanCell<TCell> => Widths.Run(new WithGradientsRun<TCell>(size), call);

    /// <summary>dR of some rows of W, a gate of a head after the other.</summary>
    private static void AddRecurrent(
        ScanSize size, int partFrom, int partTo, RowOrder order, GatedGradient gradient)
    {
        float* states = gradient.States;
        for (int row = partFrom; row < partTo; row = gradient.UnitTo)
        {
            gradient.UnitFrom = row;
            gradient.UnitTo = Math.Min(partTo, ((row / size.Head) + 1) * size.Head);
            gradient.States = states + (row / size.Head % size.Heads * size.Head);
            int blocks = MatrixProduct.Panels(gradient.UnitTo - row);
            gradient.Move(0, blocks, back: false);
            gradient.AddRows(order, 0, blocks);
            gradient.Move(0, blocks, back: true);
        }
    }

    private static GatedGradient Recurrent(ScanSize size, float* h, float* da, float* dRecurrent, float* scratch) =>
        new()
        {
            Gates = 1,
            H = size.Head,
            BlockUnits = Width,
            X = h,
            States = h,
            StateStride = size.H,
            Da = da,
            DaStride = size.Columns,
            Dr = dRecurrent,
            Scratch = scratch,
        };

    private static void RequireGradients(ScanSize size, in CellSpans call)
    {
        (int B, int N) = (call.Steps.B, call.Steps.N);
        ShapeException.Require(call.X, (N, size.I));
        ShapeException.Require(call.H, (B + N, size.H));
        ShapeException.Require(call.Gates, (N, size.Columns));
        ShapeException.Require(call.Dw, (call.Dw.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(call.Dr, (call.Dr.IsEmpty ? 0 : size.Columns, size.Head));
        ShapeException.Require(call.Db, call.Db.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(call.Scratch, size.GradientScratch);
    }

    private readonly struct WithGradientsRun<TCell>(ScanSize size) : IWidthWork<CellSpans>
        where TCell : struct, IScanCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            RequireBackward(size, call);
            RequireGradients(size, call);
            StepTable steps = call.Steps;
            (int B, int N) = (steps.B, steps.N);
            Span<float> dx = call.Dx;
            ShapeException.Require(dx, (dx.IsEmpty ? 0 : N, size.I));
            var part = new ScanPart(0, B, 0, size.Panels);
            var chunks = new StepChunks(steps.RowStart, steps.Reverse);
            var walk = new StepWalk(steps, backward: true, 0, B);
            int blocks = MatrixProduct.Panels(size.Columns);
            fixed (float* pp = call.Panels, px = call.X, ph = call.H, pc = call.C, pg = call.Gates, pd = call.Dh,
                pdc = call.Dc, pw = call.Dw, pr = call.Dr, pb = call.Db, ps = call.Scratch)
            {
                var origin = new Origin(size, B, new ScanUnits { Gates = pg, H = ph, Rest = pc, DH = pd, DRest = pdc });
                GatedGradient gradient = GatedGradient.OfInputs(size.I, size.Columns, px, pg, pw, pb, ps);
                if (gradient.IsWanted)
                {
                    gradient.Move(0, blocks, back: false);
                }

                while (chunks.Next(out int from, out int to))
                {
                    int first = steps.RowStart[from], rows = steps.RowStart[to] - first;
                    for (int done = 0; done < rows && walk.Next(out StepSegment s); done += s.Rows)
                    {
                        Retreat<TCell, V, O>(size, part, pp, origin.Rows(s));
                    }

                    if (!dx.IsEmpty)
                    {
                        AddInputGradient(
                            size, call.Panels, call.Gates.Slice(first * size.Columns, rows * size.Columns),
                            dx.Slice(first * size.I, rows * size.I));
                    }

                    var order = new RowOrder(steps, from, to);
                    if (gradient.IsWanted)
                    {
                        gradient.AddRows(order, 0, blocks);
                    }

                    if (pr != null)
                    {
                        AddRecurrent(
                            size, 0, size.Columns, order, Recurrent(size, ph, pg, pr, ps + size.InputScratch));
                    }
                }

                if (gradient.IsWanted)
                {
                    gradient.Move(0, blocks, back: true);
                }
            }
        }
    }
}
