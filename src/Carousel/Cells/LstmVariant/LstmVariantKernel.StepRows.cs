namespace Carousel.Kernels;

internal static unsafe partial class LstmVariantKernel
{
    /// <summary>One step of some rows.</summary>
    private struct StepRows : IWidthWork
    {
        public LstmVariantSize Size;
        public float* Panels;
        public int Rows;
        public float* X;
        public float* HBefore;
        public float* CBefore;
        public float* H;
        public float* C;
        public LstmVariantTrace Trace;
        public float* HiddenMask;
        public float* CellMask;
        public float* RecurrentMask;
        public float HiddenRate;
        public float CellRate;

        public readonly void Run<V, O>()
            where O : ILanes<V>
        {
            (int I, int cells, int P, int G) = (Size.I, Size.H, Size.P, Size.GatesLength);
            float* w = Panels + LstmVariantPanels.InputStart(Size);
            float* r = Panels + LstmVariantPanels.RecurrentStart(Size);
            float* seen = HBefore;
            float** s = stackalloc float*[RowStage.Streams];
            if (RecurrentMask != null)
            {
                seen = Trace.Seen;
                ElementLoop.Run<V, O, ProductMap>(default, RecurrentMask, HBefore, HBefore, seen, Rows * P);
            }

            if (Size.Normalized)
            {
                Clear(Trace.InputNorm, Rows * G);
                Clear(Trace.StateNorm, Rows * G);
                MatrixProduct.Multiply<V, O>(new(Rows, new(X, I), w, I, new(Trace.InputNorm, G), G));
                MatrixProduct.Multiply<V, O>(new(Rows, new(seen, P), r, P, new(Trace.StateNorm, G), G));
            }
            else
            {
                MatrixProduct.Multiply<V, O>(new(Rows, new(X, I), w, I, new(Trace.Gates, G), G) { Bias = Panels });
                MatrixProduct.Multiply<V, O>(new(Rows, new(seen, P), r, P, new(Trace.Gates, G), G));
            }

            for (int row = 0; row < Rows; row++)
            {
                Cell<V, O>(row, s);
            }

            float* hNew = Trace.Y;
            if (Size.Projected)
            {
                hNew = H;
                Clear(H, Rows * P);
                MatrixProduct.Multiply<V, O>(new(
                    Rows, new(Trace.Y, cells), Panels + LstmVariantPanels.ProjectionStart(Size), cells, new(H, P), P));
            }

            float rate = HiddenRate;
            s[0] = hNew;
            s[1] = HBefore;
            s[2] = H;
            s[3] = HiddenMask;
            RowStage.Row<V, O, LstmVariantStages.Mix>(Rows * P, 4, s, &rate);
        }

        private static void Clear(float* values, int length) => new Span<float>(values, length).Clear();

        /// <summary>Lines 2 to 10 for one row.</summary>
        private readonly void Cell<V, O>(nint row, float** s)
            where O : ILanes<V>
        {
            (int cells, nint G) = (Size.H, Size.GatesLength);
            float* gates = Trace.Gates + (row * G);
            float* gains = Panels + LstmVariantPanels.GainStart(Size);
            float* deviations = Trace.Deviations + (4 * row);
            if (Size.Normalized)
            {
                float* nx = Trace.InputNorm + (row * G);
                float* nh = Trace.StateNorm + (row * G);
                deviations[0] = Normalize<V, O>(nx, Size.GatesLength);
                deviations[1] = Normalize<V, O>(nh, Size.GatesLength);
                s[0] = nx;
                s[1] = gains;
                s[2] = nh;
                s[3] = gains + G;
                s[4] = Panels;
                s[5] = gates;
                RowStage.Row<V, O, LstmVariantStages.Join>(Size.GatesLength, 6, s, null);
            }

            float* shown = Trace.CellNew + (row * cells);
            float* forget = gates + (Size.Coupled ? 0 : cells);
            s[0] = Size.Coupled ? null : gates;
            s[1] = forget;
            s[2] = forget + cells;
            s[3] = forget + (2 * cells);
            s[4] = CBefore + (row * cells);
            s[5] = shown;
            SetPeepholes(Size, Panels, s + 6);
            RowStage.Row<V, O, LstmVariantStages.Gates>(cells, 9, s, null);

            s[1] = null;
            s[2] = null;
            if (Size.Normalized)
            {
                shown = Trace.CellNorm + (row * cells);
                new ReadOnlySpan<float>(Trace.CellNew + (row * cells), cells).CopyTo(new Span<float>(shown, cells));
                deviations[2] = Normalize<V, O>(shown, cells);
                s[1] = gains + (2 * G);
                s[2] = gains + (2 * G) + cells;
            }

            float rate = CellRate;
            s[0] = shown;
            s[3] = forget + (2 * cells);
            s[4] = Trace.Shown + (row * cells);
            s[5] = Trace.Y + (row * cells);
            s[6] = Trace.CellNew + (row * cells);
            s[7] = CBefore + (row * cells);
            s[8] = C + (row * cells);
            s[9] = CellMask == null ? null : CellMask + (row * cells);
            RowStage.Row<V, O, LstmVariantStages.Show>(cells, 10, s, &rate);
        }

        /// <summary>v = (v − mean) / deviation.</summary>
        /// <returns>The deviation.</returns>
        private static float Normalize<V, O>(float* v, int length)
            where O : ILanes<V>
        {
            var values = new ReadOnlySpan<float>(v, length);
            ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-(Reductions.Sum(values) / length)), v, v, v, v, length);
            float deviation = MathF.Sqrt((Reductions.SumOfSquares(values) / length) + Epsilon);
            ElementLoop.Run<V, O, DivideMap>(new DivideMap(deviation), v, v, v, v, length);
            return deviation;
        }
    }

    /// <summary>p_i, p_f, p_o; null where there is none.</summary>
    private static void SetPeepholes(LstmVariantSize size, float* panels, float** s)
    {
        float* first = size.Peepholes ? panels + LstmVariantPanels.PeepholeStart(size) : null;
        int skipped = size.Coupled ? 0 : size.H;
        s[0] = first == null || size.Coupled ? null : first;
        s[1] = first == null ? null : first + skipped;
        s[2] = first == null ? null : first + skipped + size.H;
    }
}
