using Carousel.Tensors;

namespace Carousel.Kernels;

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
    /// <param name="call">Panels from LstmVariantPanels.PackBackward, Masks, C and Gates as left by Forward, which hold
    /// gradients from here on, see LstmVariantTrace; Dh [B+N, P], which leaves ∂loss/∂h̃ after the first B rows;
    /// Dc, and BackwardScratch(size, PlaceTo − PlaceFrom) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(LstmVariantSize size, in CellSpans call) => Widths.Run(new BackwardRun(size), call);

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

    internal readonly struct BackwardRun(LstmVariantSize size) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            (int H, int P, int B, int N) = (size.H, size.P, call.Steps.B, call.Steps.N);
            ShapeException.Require(call.Panels, LstmVariantPanels.BackwardLength(size));
            ShapeException.Require(call.C, (B + N, H));
            ShapeException.Require(call.Gates, (N, size.TraceLength));
            ShapeException.Require(call.Dh, (B + N, P));
            ShapeException.Require(call.Dc, (B, H));
            ShapeException.Require(call.Scratch, BackwardScratch(size, call.PlaceTo - call.PlaceFrom));
            RequireMasks(size, call);
            call.Steps.Require();
            call.Steps.RequireApart(call.Gates, call.Dh, call.Dc);
            var walk = new StepWalk(call.Steps, backward: true, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, pc = call.C, pt = call.Gates, pdh = call.Dh, pdc = call.Dc,
                ps = call.Scratch, hiddenMask = call.Masks.ZoneoutHidden, cellMask = call.Masks.ZoneoutCell,
                recurrentMask = call.Masks.Recurrent)
            {
                while (walk.Next(out StepSegment s))
                {
                    nint row = s.Row, place = s.Place;
                    new StepRowsBackward
                    {
                        Size = size,
                        Panels = p,
                        Rows = s.Rows,
                        CBefore = pc + ((nint)s.Before * H),
                        Trace = new LstmVariantTrace(size, pt, N, s.Row),
                        Dh = pdh + ((B + row) * P),
                        DhBefore = pdh + ((nint)s.Before * P),
                        Dc = pdc + (place * H),
                        Scratch = ps,
                        HiddenMask = hiddenMask == null ? null : hiddenMask + (row * P),
                        CellMask = cellMask == null ? null : cellMask + (row * H),
                        RecurrentMask = recurrentMask == null ? null : recurrentMask + (place * P),
                        HiddenRate = call.Masks.HiddenRate,
                        CellRate = call.Masks.CellRate,
                    }.Run<V, O>();
                }
            }
        }
    }

    /// <summary>One step of some rows, backwards.</summary>
    private struct StepRowsBackward
    {
        public LstmVariantSize Size;
        public float* Panels;
        public int Rows;
        public float* CBefore;
        public LstmVariantTrace Trace;
        public float* Dh;
        public float* DhBefore;
        public float* Dc;
        public float* Scratch;
        public float* HiddenMask;
        public float* CellMask;
        public float* RecurrentMask;
        public float HiddenRate;
        public float CellRate;

        public readonly void Run<V, O>()
            where O : ILanes<V>
        {
            (int H, int P, int G) = (Size.H, Size.P, Size.GatesLength);
            float** s = stackalloc float*[RowStage.Streams];
            float rate = HiddenRate;
            if (HiddenMask != null || rate != 0)
            {
                s[0] = Dh;
                s[1] = DhBefore;
                s[2] = HiddenMask;
                RowStage.Row<V, O, LstmVariantStages.MixBackward>(Rows * P, 3, s, &rate);
            }

            float* dy = Dh;
            if (Size.Projected)
            {
                dy = Scratch + (Rows * P);
                new Span<float>(dy, Rows * H).Clear();
                MatrixProduct.Multiply<V, O>(new(
                    Rows, new(Dh, P), Panels + LstmVariantPanels.BackwardProjectionStart(Size), P, new(dy, H), H));
            }

            float* dCell = Scratch + (Rows * (P + H));
            for (int row = 0; row < Rows; row++)
            {
                Cell<V, O>(row, dy + ((nint)row * H), dCell, s);
            }

            float* r = Panels + LstmVariantPanels.BackwardRecurrentStart(Size);
            if (RecurrentMask == null)
            {
                MatrixProduct.Multiply<V, O>(new(Rows, new(Trace.DState, G), r, G, new(DhBefore, P), P));
                return;
            }

            new Span<float>(Scratch, Rows * P).Clear();
            MatrixProduct.Multiply<V, O>(new(Rows, new(Trace.DState, G), r, G, new(Scratch, P), P));
            ElementLoop.Run<V, O, AddProductMap>(default, RecurrentMask, Scratch, Scratch, DhBefore, Rows * P);
        }

        /// <summary>Lines 14 to 20 for one row.</summary>
        private readonly void Cell<V, O>(nint row, float* dy, float* dCell, float** s)
            where O : ILanes<V>
        {
            (int H, nint G) = (Size.H, Size.GatesLength);
            float* gates = Trace.Gates + (row * G);
            float* gains = Panels + LstmVariantPanels.GainStart(Size);
            float* deviations = Trace.Deviations + (4 * row);
            float* forget = gates + (Size.Coupled ? 0 : H);
            float* shown = Trace.Shown + (row * H);
            s[0] = dy;
            s[1] = forget + (2 * H);
            s[2] = shown;
            RowStage.Row<V, O, LstmVariantStages.ShowBackward>(H, 3, s, null);
            float* through = shown;
            if (Size.Normalized)
            {
                through = dCell;
                NormalizeBackward<V, O>(
                    H, shown, gains + (2 * G), Trace.CellNorm + (row * H), deviations[2], through, s);
            }

            float rate = CellRate;
            s[0] = Size.Coupled ? null : gates;
            s[1] = forget;
            s[2] = forget + H;
            s[3] = forget + (2 * H);
            s[4] = CBefore + (row * H);
            s[5] = through;
            s[6] = Dc + (row * H);
            s[7] = CellMask == null ? null : CellMask + (row * H);
            SetPeepholes(Size, Panels, s + 8);
            RowStage.Row<V, O, LstmVariantStages.CellBackward>(H, 11, s, &rate);
            if (Size.Normalized)
            {
                NormalizeBackward<V, O>(
                    Size.GatesLength, gates, gains, Trace.InputNorm + (row * G), deviations[0],
                    Trace.DInput + (row * G), s);
                NormalizeBackward<V, O>(
                    Size.GatesLength, gates, gains + G, Trace.StateNorm + (row * G), deviations[1],
                    Trace.DState + (row * G), s);
            }
        }

        /// <summary>dv = N′(d; γ).</summary>
        private static void NormalizeBackward<V, O>(
            int length, float* d, float* gain, float* n, float deviation, float* dv, float** s)
            where O : ILanes<V>
        {
            ElementLoop.Run<V, O, ProductMap>(default, d, gain, gain, dv, length);
            float* scalars = stackalloc float[3];
            var t = new ReadOnlySpan<float>(dv, length);
            scalars[0] = Reductions.Sum(t) / length;
            scalars[1] = Reductions.Dot(t, new ReadOnlySpan<float>(n, length)) / length;
            scalars[2] = deviation;
            s[0] = dv;
            s[1] = n;
            RowStage.Row<V, O, LstmVariantStages.NormalizeBackward>(length, 2, s, scalars);
        }
    }
}
