using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>Training: 64 steps of a head of a sequence together.</summary>
internal static unsafe partial class MatrixLoops
{
    /// <summary>Runs all steps of some places.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="h">[B+N, H], overwritten behind the first B rows.</param>
    /// <param name="rest">[KeptRows, Rest]; the first B rows are read and overwritten with the last states, behind them
    /// stands what Backward needs.</param>
    /// <param name="gates">[N, Columns], overwritten with preactivations.</param>
    /// <param name="scratch">ChunkScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates,
        Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<TCell, Vector512<float>, Lanes512>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<TCell, Vector256<float>, Lanes256>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else
        {
            Forward<TCell, Vector128<float>, Lanes128>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
    }

    internal static void Forward<TCell, V, O>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates,
        Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int N = rowStart[^1], B = Require(size, rowStart, h, rest, gates, scratch), I = size.Inputs;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (N, I));
        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pc = rest, pg = gates, ps = scratch)
        {
            if (placeTo - placeFrom == B)
            {
                Project<V, O>(size, 0, N, p, px, pg, size.Columns);
            }
            else
            {
                while (walk.Next(out StepSegment s))
                {
                    Project<V, O>(size, s.Row, s.Rows, p, px, pg, size.Columns);
                }
            }

            for (int place = placeFrom; place < placeTo; place++)
            {
                var line = new SequenceLine(rowStart, place, reverse);
                for (int head = 0; head < size.Heads; head++)
                {
                    var one = new HeadRun(size, head, B, place, pc, pg, ph, ps);
                    one.Forward<TCell, V, O>(line);
                }
            }
        }
    }

    /// <summary>Runs back over all steps of some places.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="h">[B+N, H], as left by Forward.</param>
    /// <param name="rest">[KeptRows, Rest], as left by Forward.</param>
    /// <param name="gates">[N, Columns], as left by Forward; holds ∂loss/∂preactivation from here on.</param>
    /// <param name="dh">[B+N, H], ∂loss/∂h behind the first B rows.</param>
    /// <param name="dRest">[B, Rest]; in: of the last states; out: of the first ones.</param>
    /// <param name="scratch">ChunkScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward<TCell>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> h,
        ReadOnlySpan<float> rest, Span<float> gates, ReadOnlySpan<float> dh, Span<float> dRest, Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<TCell, Vector512<float>, Lanes512>(
                size, placeFrom, placeTo, rowStart, reverse, h, rest, gates, dh, dRest, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<TCell, Vector256<float>, Lanes256>(
                size, placeFrom, placeTo, rowStart, reverse, h, rest, gates, dh, dRest, scratch);
        }
        else
        {
            Backward<TCell, Vector128<float>, Lanes128>(
                size, placeFrom, placeTo, rowStart, reverse, h, rest, gates, dh, dRest, scratch);
        }
    }

    internal static void Backward<TCell, V, O>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> h,
        ReadOnlySpan<float> rest, Span<float> gates, ReadOnlySpan<float> dh, Span<float> dRest, Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int N = rowStart[^1], B = Require(size, rowStart, h, rest, gates, scratch);
        ShapeException.Require(dh, (B + N, size.H));
        ShapeException.Require<float>(dRest, (B, size.Rest));
        PartRange.Require(placeFrom, placeTo, B);
        fixed (float* pc = rest, pg = gates, pd = dh, pdc = dRest, ps = scratch)
        {
            for (int place = placeFrom; place < placeTo; place++)
            {
                var line = new SequenceLine(rowStart, place, reverse);
                for (int head = 0; head < size.Heads; head++)
                {
                    var one = new HeadRun(size, head, B, place, pc, pg, pd, ps);
                    one.Backward<TCell, V, O>(line, pdc + (place * (nint)size.Rest));
                }
            }
        }
    }

    /// <summary>dx += ∂loss/∂preactivation·W for some rows, after Backward; without W ∂loss/∂preactivation.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The weights packed for the way back.</param>
    /// <param name="da">[n, Columns], rows as left by Backward.</param>
    /// <param name="dx">[n, Inputs], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        MatrixSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        if (size.I == 0)
        {
            Preactivations.AddGradient(da, dx);
            return;
        }

        MatrixProduct.AddInputGradient(size.I, size.Columns, da, panels, dx);
    }

    /// <summary>
    /// dW += Σ daᵀ·x and db += Σ da for a range of the rows of W, from the last step run to the first, rows ascending
    /// within a step, after Backward.
    /// </summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="batch">B.</param>
    /// <param name="partFrom">First row of W.</param>
    /// <param name="partTo">One after the last.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="da">[N, Columns], as left by Backward.</param>
    /// <param name="dWeight">[Columns, I], added to; as the next one empty where not wanted.</param>
    /// <param name="dBias">[Columns], added to.</param>
    /// <param name="scratch">GradientScratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        MatrixSize size, ReadOnlySpan<int> rowStart, bool reverse, int batch, int partFrom, int partTo,
        ReadOnlySpan<float> x, ReadOnlySpan<float> da, Span<float> dWeight, Span<float> dBias, Span<float> scratch)
    {
        (int N, int I) = (rowStart[^1], size.Inputs);
        ShapeException.Require(x, (N, I));
        ShapeException.Require(da, (N, size.Columns));
        ShapeException.Require(dWeight, (dWeight.IsEmpty ? 0 : size.Columns, size.I));
        ShapeException.Require(dBias, dBias.IsEmpty ? 0 : size.Columns);
        ShapeException.Require(scratch, size.GradientScratch);
        fixed (float* px = x, pa = da, pw = dWeight, pb = dBias, ps = scratch)
        {
            GatedGradient gradient = GatedGradient.OfInputs(
                size.I, size.Columns, partFrom, partTo, px, pa, pw, pb, ps);
            if (gradient.IsWanted)
            {
                gradient.Add(new StepTable(rowStart, batch, reverse), 0, MatrixProduct.Panels(partTo - partFrom));
            }
        }
    }

    private static int Require(
        MatrixSize size, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> h, ReadOnlySpan<float> rest,
        ReadOnlySpan<float> gates, ReadOnlySpan<float> scratch)
    {
        int N = rowStart[^1], B = (h.Length / size.H) - N;
        StepWalk.RequireBatch(rowStart, B);
        ShapeException.Require(h, (B + N, size.H));
        ShapeException.Require(rest, ((int)MatrixSize.KeptRows(B, rowStart.Length - 1), size.Rest));
        ShapeException.Require(gates, (N, size.Columns));
        ShapeException.Require(scratch, size.ChunkScratch);
        return B;
    }

    /// <summary>The rows of one sequence in the order of its run.</summary>
    private readonly ref struct SequenceLine
    {
        private readonly ReadOnlySpan<int> _rowStart;
        private readonly int _place;
        private readonly bool _reverse;

        public SequenceLine(ReadOnlySpan<int> rowStart, int place, bool reverse)
        {
            _rowStart = rowStart;
            (_place, _reverse) = (place, reverse);
            while (Length < rowStart.Length - 1 && rowStart[Length + 1] - rowStart[Length] > place)
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
