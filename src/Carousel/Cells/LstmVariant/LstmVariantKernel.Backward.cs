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
        BufferLength.Of(rows * ((long)size.P + size.H));

    /// <summary>Back-propagation through time for a range of places, last step run to first.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="call">Panels from LstmVariantPanels.Pack, RecurrentMask, C and Gates as left by Forward, which then
    /// have gradients, see LstmVariantTrace; Dh [B+N, P], Dc, and BackwardScratch(size, PlaceTo − PlaceFrom) values
    /// of scratch.</param>
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
            var du = new ReadOnlySpan<float>(new LstmVariantTrace(size, pt, N, rowFrom).Gates, (rowTo - rowFrom) * G);
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
            ShapeException.Require(call.RecurrentMask, (call.RecurrentMask.IsEmpty ? 0 : B, P));
            call.Steps.Require();
            call.Steps.RequireApart(call.Gates, call.Dh, call.Dc);
            var walk = new StepWalk(call.Steps, backward: true, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, pc = call.C, pt = call.Gates, pdh = call.Dh, pdc = call.Dc,
                ps = call.Scratch, mask = call.RecurrentMask)
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
                        RecurrentMask = mask == null ? null : mask + (place * P),
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
        public float* RecurrentMask;

        public readonly void Run<V, O>()
            where O : ILanes<V>
        {
            (int H, int P, int G) = (Size.H, Size.P, Size.GatesLength);
            float** s = stackalloc float*[RowStage.Streams];
            float* dy = Dh;
            if (Size.Projected)
            {
                dy = Scratch + (Rows * P);
                new Span<float>(dy, Rows * H).Clear();
                MatrixProduct.Multiply<V, O>(new(
                    Rows, new(Dh, P), Panels + LstmVariantPanels.BackwardProjectionStart(Size), P, new(dy, H), H));
            }

            for (nint row = 0; row < Rows; row++)
            {
                SetGates(Size, Trace.Gates + (row * G), s);
                s[4] = CBefore + (row * H);
                s[5] = dy + (row * H);
                s[6] = Dc + (row * H);
                SetPeepholes(Size, Panels, s + 7);
                s[10] = Trace.Shown + (row * H);
                RowStage.Row<V, O, LstmVariantStages.Backward>(H, 11, s, null);
            }

            float* r = Panels + LstmVariantPanels.BackwardRecurrentStart(Size);
            if (RecurrentMask == null)
            {
                MatrixProduct.Multiply<V, O>(new(Rows, new(Trace.Gates, G), r, G, new(DhBefore, P), P));
                return;
            }

            new Span<float>(Scratch, Rows * P).Clear();
            MatrixProduct.Multiply<V, O>(new(Rows, new(Trace.Gates, G), r, G, new(Scratch, P), P));
            ElementLoop.Run<V, O, AddProductMap>(default, RecurrentMask, Scratch, Scratch, DhBefore, Rows * P);
        }
    }
}
