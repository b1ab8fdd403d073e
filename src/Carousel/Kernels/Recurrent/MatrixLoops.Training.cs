using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Training: 64 steps of a head of a sequence together.</summary>
internal static unsafe partial class MatrixLoops
{
    /// <summary>Runs all steps of some places.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">Panels, X, H, Gates, ChunkScratch values of scratch, and C [KeptRows, Rest], of which the
    /// first B rows are read and overwritten with the last states; behind them stands what Backward needs.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(MatrixSize size, in CellSpans call)
        where TCell : struct, IMatrixCell<TCell> => Widths.Run(new ForwardRun<TCell>(size), call);

    /// <summary>Runs back over all steps of some places.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">H, C and Gates as left by Forward, Dh, Dc, and ChunkScratch values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(MatrixSize size, in CellSpans call)
        where TCell : struct, IMatrixCell<TCell> => Widths.Run(new BackwardRun<TCell>(size), call);

    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="da">[n, Columns], rows as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        MatrixSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels, dx);
    }

    /// <summary>
    /// dW += Σ daᵀ·x and db += Σ da for a range of the rows of W, from the last step run to the first, rows ascending
    /// within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">X, Gates as left by Backward, Dw, Db, and GradientScratch values of scratch.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(MatrixSize size, in CellSpans call, int partFrom, int partTo)
    {
        (int N, int I) = (call.Steps.N, size.I);
        ShapeException.Require(call.X, (N, I));
        ShapeException.Require(call.Gates, (N, size.Columns));
        ShapeException.Require(call.Dw, (call.Dw.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(call.Db, call.Db.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(call.Scratch, size.GradientScratch);
        fixed (float* px = call.X, pa = call.Gates, pw = call.Dw, pb = call.Db, ps = call.Scratch)
        {
            GatedGradient gradient = GatedGradient.OfInputs(size.I, size.Columns, px, pa, pw, pb, ps);
            (gradient.UnitFrom, gradient.UnitTo) = (partFrom, partTo);
            if (gradient.IsWanted)
            {
                gradient.Add(call.Steps, 0, MatrixProduct.Panels(partTo - partFrom));
            }
        }
    }

    private static void Require(MatrixSize size, in CellSpans call)
    {
        (int B, int N) = (call.Steps.B, call.Steps.N);
        PartRange.Require(call.PlaceFrom, call.PlaceTo, B);
        ShapeException.Require(call.H, (B + N, size.H));
        ShapeException.Require(call.C, ((int)MatrixSize.KeptRows(B, call.Steps.T), size.Rest));
        ShapeException.Require(call.Gates, (N, size.Columns));
        ShapeException.Require(call.Scratch, size.ChunkScratch);
    }

    internal readonly struct ForwardRun<TCell>(MatrixSize size) : IWidthWork<CellSpans>
        where TCell : struct, IMatrixCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            StepTable steps = call.Steps;
            (int B, int N, int I) = (steps.B, steps.N, size.I);
            Require(size, call);
            ShapeException.Require(call.Panels, size.PanelLength);
            ShapeException.Require(call.X, (N, I));
            var walk = new StepWalk(steps, backward: false, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pc = call.C, pg = call.Gates, ps = call.Scratch)
            {
                if (call.PlaceTo - call.PlaceFrom == B)
                {
                    Project<V, O>(size, N, p, px, pg, size.Columns);
                }
                else
                {
                    while (walk.Next(out StepSegment s))
                    {
                        nint row = s.Row;
                        Project<V, O>(size, s.Rows, p, px + (row * I), pg + (row * size.Columns), size.Columns);
                    }
                }

                for (int place = call.PlaceFrom; place < call.PlaceTo; place++)
                {
                    var line = new SequenceLine(steps, place);
                    for (int head = 0; head < size.Heads; head++)
                    {
                        new HeadRun(size, head, B, place, pc, pg, ph, ps).Forward<TCell, V, O>(line);
                    }
                }
            }
        }
    }

    internal readonly struct BackwardRun<TCell>(MatrixSize size) : IWidthWork<CellSpans>
        where TCell : struct, IMatrixCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int B, int N) = (call.Steps.B, call.Steps.N);
            Require(size, call);
            ShapeException.Require(call.Dh, (B + N, size.H));
            ShapeException.Require(call.Dc, (B, size.Rest));
            fixed (float* pc = call.C, pg = call.Gates, pd = call.Dh, pdc = call.Dc, ps = call.Scratch)
            {
                for (int place = call.PlaceFrom; place < call.PlaceTo; place++)
                {
                    var line = new SequenceLine(call.Steps, place);
                    for (int head = 0; head < size.Heads; head++)
                    {
                        new HeadRun(size, head, B, place, pc, pg, pd, ps).Backward<TCell, V, O>(
                            line, pdc + (place * (nint)size.Rest));
                    }
                }
            }
        }
    }

    /// <summary>The rows of one sequence in the order of its run.</summary>
    private readonly ref struct SequenceLine
    {
        private readonly ReadOnlySpan<int> _rowStart;
        private readonly int _place;
        private readonly bool _reverse;

        public SequenceLine(in StepTable steps, int place)
        {
            _rowStart = steps.RowStart;
            (_place, _reverse) = (place, steps.Reverse);
            while (Length < steps.T && _rowStart[Length + 1] - _rowStart[Length] > place)
            {
                Length++;
            }
        }

        /// <summary>Steps.</summary>
        public int Length { get; }

        /// <summary>The row of a step, counted as they run.</summary>
        public int Row(int step) => _rowStart[_reverse ? Length - 1 - step : step] + _place;
    }
}
