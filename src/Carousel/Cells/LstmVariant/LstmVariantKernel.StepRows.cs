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
        public float* RecurrentMask;

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

            MatrixProduct.Multiply<V, O>(new(Rows, new(X, I), w, I, new(Trace.Gates, G), G) { Bias = Panels });
            MatrixProduct.Multiply<V, O>(new(Rows, new(seen, P), r, P, new(Trace.Gates, G), G));
            float* y = Size.Projected ? Trace.Y : H;
            for (nint row = 0; row < Rows; row++)
            {
                SetGates(Size, Trace.Gates + (row * G), s);
                s[4] = CBefore + (row * cells);
                s[5] = C + (row * cells);
                SetPeepholes(Size, Panels, s + 6);
                s[9] = Trace.Shown + (row * cells);
                s[10] = y + (row * cells);
                RowStage.Row<V, O, LstmVariantStages.Gates>(cells, 11, s, null);
            }

            if (Size.Projected)
            {
                new Span<float>(H, Rows * P).Clear();
                MatrixProduct.Multiply<V, O>(new(
                    Rows, new(y, cells), Panels + LstmVariantPanels.ProjectionStart(Size), cells, new(H, P), P));
            }
        }
    }

    /// <summary>i, f, g, o of a row.</summary>
    private static void SetGates(LstmVariantSize size, float* gates, float** s)
    {
        for (nint gate = 0; gate < LstmGates.Count; gate++)
        {
            s[gate] = gates + (gate * size.H);
        }
    }

    /// <summary>p_i, p_f, p_o; null where there is none.</summary>
    private static void SetPeepholes(LstmVariantSize size, float* panels, float** s)
    {
        for (nint gate = 0; gate < LstmGates.Count - 1; gate++)
        {
            s[gate] = size.Peepholes ? panels + LstmVariantPanels.PeepholeStart(size) + (gate * size.H) : null;
        }
    }
}
