using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Back-propagation through time: the steps, then the gradients of inputs and weights over all steps at once.
/// </summary>
internal static unsafe partial class LstmVariantKernel
{
    /// <summary>Floats of scratch that Backward needs.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rows">The most rows of a step in one call: the places of its range.</param>
    public static int BackwardScratch(LstmVariantSize size, int rows) =>
        BufferLength.Of(rows * (size.P + (2L * size.H)));

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rowStart">[T+1], as given to Forward.</param>
    /// <param name="reverse">As given to Forward.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <param name="panels">From LstmVariantPanels.PackBackward.</param>
    /// <param name="masks">As given to Forward.</param>
    /// <param name="c">[B+N, H], as left by Forward.</param>
    /// <param name="trace">[N, TraceLength], as left by Forward; holds gradients from here on, see
    /// LstmVariantTrace.</param>
    /// <param name="dh">[B+N, P]; in: ∂loss/∂h from above, final states' included; out: the first B rows have
    /// ∂loss/∂initial h added, the rest holds ∂loss/∂h̃.</param>
    /// <param name="dcCarry">[B, H] by place; in: ∂loss/∂c after the last step run; out: of the initial states.</param>
    /// <param name="scratch">BackwardScratch(size, placeTo − placeFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        LstmVariantSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        in LstmVariantMasks masks, ReadOnlySpan<float> c, Span<float> trace, Span<float> dh, Span<float> dcCarry,
        Span<float> scratch)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Vector512<float>, Lanes512>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, c, trace, dh, dcCarry, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Vector256<float>, Lanes256>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, c, trace, dh, dcCarry, scratch);
        }
        else
        {
            Backward<Vector128<float>, Lanes128>(
                size, rowStart, reverse, placeFrom, placeTo, panels, masks, c, trace, dh, dcCarry, scratch);
        }
    }

    /// <summary>dx += du·W for a range of rows, after Backward.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="rowTo">One after the last row.</param>
    /// <param name="panels">From LstmVariantPanels.PackBackward.</param>
    /// <param name="trace">[N, TraceLength], as left by Backward.</param>
    /// <param name="dx">[N, I], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        LstmVariantSize size, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> trace,
        Span<float> dx)
    {
        int N = dx.Length / size.I;
        ShapeException.Require(panels, LstmVariantPanels.BackwardLength(size));
        ShapeException.Require(trace, (N, size.TraceLength));
        fixed (float* pt = trace)
        {
            int G = size.GatesLength;
            var du = new ReadOnlySpan<float>(new LstmVariantTrace(size, pt, N, rowFrom).DInput, (rowTo - rowFrom) * G);
            MatrixProduct.AddInputGradient(
                size.I, G, du,
                panels[LstmVariantPanels.InputStart(size)..LstmVariantPanels.BackwardRecurrentStart(size)],
                dx[(rowFrom * size.I)..(rowTo * size.I)]);
        }
    }

    internal static void Backward<V, O>(
        LstmVariantSize size, ReadOnlySpan<int> rowStart, bool reverse, int placeFrom, int placeTo,
        ReadOnlySpan<float> panels,
        in LstmVariantMasks masks, ReadOnlySpan<float> c, Span<float> trace, Span<float> dh, Span<float> dcCarry,
        Span<float> scratch)
        where O : ILanes<V>
    {
        (int H, int P) = (size.H, size.P);
        int N = rowStart[^1];
        int B = (c.Length / H) - N;
        ShapeException.Require(panels, LstmVariantPanels.BackwardLength(size));
        ShapeException.Require(c, (B + N, H));
        ShapeException.Require(trace, (N, size.TraceLength));
        ShapeException.Require(dh, (B + N, P));
        ShapeException.Require(dcCarry, (B, H));
        RequireMasks(size, masks, N, B);
        ShapeException.Require(scratch, BackwardScratch(size, placeTo - placeFrom));
        var walk = new StepWalk(new StepTable(rowStart, B, reverse), backward: true, placeFrom, placeTo);
        fixed (float* p = panels, pc = c, pt = trace, pdh = dh, pdc = dcCarry, ps = scratch)
        fixed (float* hiddenMask = masks.ZoneoutHidden, cellMask = masks.ZoneoutCell, recurrentMask = masks.Recurrent)
        {
            while (walk.Next(out StepSegment s))
            {
                new StepRowsBackward(
                    size, p, s.Rows, pc + ((nint)s.Before * H), new LstmVariantTrace(size, pt, N, s.Row),
                    pdh + ((nint)(B + s.Row) * P),
                    pdh + ((nint)s.Before * P), pdc + ((nint)s.Place * H), ps)
                {
                    HiddenMask = hiddenMask == null ? null : hiddenMask + ((nint)s.Row * P),
                    CellMask = cellMask == null ? null : cellMask + ((nint)s.Row * H),
                    RecurrentMask = recurrentMask == null ? null : recurrentMask + ((nint)s.Place * P),
                    HiddenRate = masks.HiddenRate,
                    CellRate = masks.CellRate,
                }.Run<V, O>();
            }
        }
    }

    /// <summary>One step of some rows, backwards.</summary>
    private readonly struct StepRowsBackward(
        LstmVariantSize size, float* panels, int rows, float* cBefore, LstmVariantTrace trace, float* dh,
        float* dhBefore, float* dc, float* scratch)
    {
        public float* HiddenMask { get; init; }

        public float* CellMask { get; init; }

        public float* RecurrentMask { get; init; }

        public float HiddenRate { get; init; }

        public float CellRate { get; init; }

        public void Run<V, O>()
            where O : ILanes<V>
        {
            (int H, int P, int G) = (size.H, size.P, size.GatesLength);
            float** s = stackalloc float*[RowStage.Streams];
            float rate = HiddenRate;
            if (HiddenMask != null || rate != 0)
            {
                s[0] = dh;
                s[1] = dhBefore;
                s[2] = HiddenMask;
                RowStage.Row<V, O, LstmVariantStages.MixBackward>(rows * P, 3, s, &rate);
            }

            float* dy = dh;
            if (size.Projected)
            {
                dy = scratch + (rows * P);
                new Span<float>(dy, rows * H).Clear();
                PlanarProduct.Add<V, O>(rows, P, H, dh, panels + LstmVariantPanels.BackwardProjectionStart(size), dy);
            }

            float* dCell = scratch + (rows * (P + H));
            for (int row = 0; row < rows; row++)
            {
                Cell<V, O>(row, dy + ((nint)row * H), dCell, s);
            }

            float* r = panels + LstmVariantPanels.BackwardRecurrentStart(size);
            if (RecurrentMask == null)
            {
                PlanarProduct.Add<V, O>(rows, G, P, trace.DState, r, dhBefore);
                return;
            }

            new Span<float>(scratch, rows * P).Clear();
            PlanarProduct.Add<V, O>(rows, G, P, trace.DState, r, scratch);
            s[0] = RecurrentMask;
            s[1] = scratch;
            s[2] = dhBefore;
            RowStage.Row<V, O, LstmVariantStages.AddProduct>(rows * P, 3, s, null);
        }

        /// <summary>Lines 14 to 20 for one row.</summary>
        private void Cell<V, O>(nint row, float* dy, float* dCell, float** s)
            where O : ILanes<V>
        {
            (int H, nint G) = (size.H, size.GatesLength);
            float* gates = trace.Gates + (row * G);
            float* gains = panels + LstmVariantPanels.GainStart(size);
            float* deviations = trace.Deviations + (4 * row);
            float* forget = gates + (size.Coupled ? 0 : H);
            float* shown = trace.Shown + (row * H);
            s[0] = dy;
            s[1] = forget + (2 * H);
            s[2] = shown;
            RowStage.Row<V, O, LstmVariantStages.ShowBackward>(H, 3, s, null);
            float* through = shown;
            if (size.Normalised)
            {
                through = dCell;
                NormaliseBackward<V, O>(
                    H, shown, gains + (2 * G), trace.CellNorm + (row * H), deviations[2], through, s);
            }

            float rate = CellRate;
            s[0] = size.Coupled ? null : gates;
            s[1] = forget;
            s[2] = forget + H;
            s[3] = forget + (2 * H);
            s[4] = cBefore + (row * H);
            s[5] = through;
            s[6] = dc + (row * H);
            s[7] = CellMask == null ? null : CellMask + (row * H);
            SetPeepholes(size, panels, s + 8);
            RowStage.Row<V, O, LstmVariantStages.CellBackward>(H, 11, s, &rate);
            if (size.Normalised)
            {
                NormaliseBackward<V, O>(
                    size.GatesLength, gates, gains, trace.InputNorm + (row * G), deviations[0],
                    trace.DInput + (row * G), s);
                NormaliseBackward<V, O>(
                    size.GatesLength, gates, gains + G, trace.StateNorm + (row * G), deviations[1],
                    trace.DState + (row * G), s);
            }
        }

        /// <summary>dv = N′(d; γ).</summary>
        private static void NormaliseBackward<V, O>(
            int length, float* d, float* gain, float* n, float deviation, float* dv, float** s)
            where O : ILanes<V>
        {
            s[0] = d;
            s[1] = gain;
            s[2] = dv;
            RowStage.Row<V, O, LstmVariantStages.Multiply>(length, 3, s, null);
            float* scalars = stackalloc float[3];
            var t = new ReadOnlySpan<float>(dv, length);
            scalars[0] = Reductions.Sum(t) / length;
            scalars[1] = Reductions.Dot(t, new ReadOnlySpan<float>(n, length)) / length;
            scalars[2] = deviation;
            s[0] = dv;
            s[1] = n;
            RowStage.Row<V, O, LstmVariantStages.NormaliseBackward>(length, 2, s, scalars);
        }
    }
}
