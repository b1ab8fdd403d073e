using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

internal static unsafe partial class LstmVariantKernel
{
    /// <summary>One step of some rows.</summary>
    private readonly struct StepRows(
        LstmVariantSize size, float* panels, int rows, float* x, float* hBefore, float* cBefore, float* h, float* c,
        LstmVariantTrace trace)
    {
        public float* HiddenMask { get; init; }

        public float* CellMask { get; init; }

        public float* RecurrentMask { get; init; }

        public float HiddenRate { get; init; }

        public float CellRate { get; init; }

        public void Run<V, O>()
            where O : ILanes<V>
        {
            (int I, int H, int P, int G) = (size.I, size.H, size.P, size.GatesLength);
            float* w = panels + LstmVariantPanels.InputStart(size);
            float* r = panels + LstmVariantPanels.RecurrentStart(size);
            float* seen = hBefore;
            float** s = stackalloc float*[RowStage.Streams];
            if (RecurrentMask != null)
            {
                seen = trace.Seen;
                s[0] = RecurrentMask;
                s[1] = hBefore;
                s[2] = seen;
                RowStage.Row<V, O, LstmVariantStages.Multiply>(rows * P, 3, s, null);
            }

            if (size.Normalised)
            {
                Clear(trace.InputNorm, rows * G);
                Clear(trace.StateNorm, rows * G);
                PlanarProduct.Add<V, O>(rows, I, G, x, w, trace.InputNorm);
                PlanarProduct.Add<V, O>(rows, P, G, seen, r, trace.StateNorm);
            }
            else
            {
                PlanarProduct.Start<V, O>(rows, I, G, x, w, panels, trace.Gates);
                PlanarProduct.Add<V, O>(rows, P, G, seen, r, trace.Gates);
            }

            for (int row = 0; row < rows; row++)
            {
                Cell<V, O>(row, s);
            }

            float* hNew = trace.Y;
            if (size.Projected)
            {
                hNew = h;
                Clear(h, rows * P);
                PlanarProduct.Add<V, O>(rows, H, P, trace.Y, panels + LstmVariantPanels.ProjectionStart(size), h);
            }

            float rate = HiddenRate;
            s[0] = hNew;
            s[1] = hBefore;
            s[2] = h;
            s[3] = HiddenMask;
            RowStage.Row<V, O, LstmVariantStages.Mix>(rows * P, 4, s, &rate);
        }

        private static void Clear(float* values, int length) => new Span<float>(values, length).Clear();

        /// <summary>Lines 2 to 10 for one row.</summary>
        private void Cell<V, O>(nint row, float** s)
            where O : ILanes<V>
        {
            (int H, nint G) = (size.H, size.GatesLength);
            float* gates = trace.Gates + (row * G);
            float* gains = panels + LstmVariantPanels.GainStart(size);
            float* deviations = trace.Deviations + (4 * row);
            if (size.Normalised)
            {
                float* nx = trace.InputNorm + (row * G);
                float* nh = trace.StateNorm + (row * G);
                deviations[0] = Normalise<V, O>(nx, size.GatesLength, s);
                deviations[1] = Normalise<V, O>(nh, size.GatesLength, s);
                s[0] = nx;
                s[1] = gains;
                s[2] = nh;
                s[3] = gains + G;
                s[4] = panels;
                s[5] = gates;
                RowStage.Row<V, O, LstmVariantStages.Join>(size.GatesLength, 6, s, null);
            }

            float* shown = trace.CellNew + (row * H);
            float* forget = gates + (size.Coupled ? 0 : H);
            s[0] = size.Coupled ? null : gates;
            s[1] = forget;
            s[2] = forget + H;
            s[3] = forget + (2 * H);
            s[4] = cBefore + (row * H);
            s[5] = shown;
            SetPeepholes(size, panels, s + 6);
            RowStage.Row<V, O, LstmVariantStages.Gates>(H, 9, s, null);

            s[1] = null;
            s[2] = null;
            if (size.Normalised)
            {
                shown = trace.CellNorm + (row * H);
                new ReadOnlySpan<float>(trace.CellNew + (row * H), H).CopyTo(new Span<float>(shown, H));
                deviations[2] = Normalise<V, O>(shown, H, s);
                s[1] = gains + (2 * G);
                s[2] = gains + (2 * G) + H;
            }

            float rate = CellRate;
            s[0] = shown;
            s[3] = forget + (2 * H);
            s[4] = trace.Shown + (row * H);
            s[5] = trace.Y + (row * H);
            s[6] = trace.CellNew + (row * H);
            s[7] = cBefore + (row * H);
            s[8] = c + (row * H);
            s[9] = CellMask == null ? null : CellMask + (row * H);
            RowStage.Row<V, O, LstmVariantStages.Show>(H, 10, s, &rate);
        }

        /// <summary>v = (v − mean) / deviation.</summary>
        /// <returns>The deviation.</returns>
        private static float Normalise<V, O>(float* v, int length, float** s)
            where O : ILanes<V>
        {
            var values = new ReadOnlySpan<float>(v, length);
            float scalar = Reductions.Sum(values) / length;
            s[0] = v;
            RowStage.Row<V, O, LstmVariantStages.Centre>(length, 1, s, &scalar);
            scalar = MathF.Sqrt((Reductions.SumOfSquares(values) / length) + Epsilon);
            RowStage.Row<V, O, LstmVariantStages.Divide>(length, 1, s, &scalar);
            return scalar;
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
