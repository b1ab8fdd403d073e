using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// The element-wise equations of an LSTM with variants. Line numbers are those of the variants in
/// docs/derivations/lstm.md.
/// </summary>
internal static unsafe class LstmVariantStages
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V At<V, O>(float* p, nint u)
        where O : ILanes<V>
        => O.Load(p + u);

    /// <summary>a + p⊙c where there is a peephole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Seeing<V, O>(V a, float* peephole, nint u, V c)
        where O : ILanes<V>
        => peephole == null ? a : O.MultiplyAdd(O.Load(peephole + u), c, a);

    /// <summary>The share of the old value: the mask's, else the rate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Kept<V, O>(float* mask, nint u, float rate)
        where O : ILanes<V>
        => mask == null ? O.Broadcast(rate) : O.Load(mask + u);

    /// <summary>
    /// Lines 3 to 7. Streams: i, f, g, o in place, c₋, c̃ written, p_i, p_f, p_o. No i where gates are coupled.
    /// </summary>
    public readonly struct Gates : IRowStage
    {
        public static int Outputs => 0b101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V before = At<V, O>(s[4], u);
            V f = Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[1], u), s[7], u, before));
            V i;
            if (s[0] == null)
            {
                i = O.Subtract(O.Broadcast(1), f);
            }
            else
            {
                i = Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[0], u), s[6], u, before));
                O.Store(i, s[0] + u);
            }

            V g = Activations.Tanh<V, O>(At<V, O>(s[2], u));
            V cell = O.MultiplyAdd(f, before, O.Multiply(i, g));
            O.Store(f, s[1] + u);
            O.Store(g, s[2] + u);
            O.Store(Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[3], u), s[8], u, cell)), s[3] + u);
            O.Store(cell, s[5] + u);
        }
    }

    /// <summary>
    /// Lines 8 and 10. Streams: c̃ or its normalised form, gain, bias, o, e written, y written, c̃, c₋, c written,
    /// mask. Scalar 0: the rate.
    /// </summary>
    public readonly struct Show : IRowStage
    {
        public static int Outputs => 0b100110000;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V shown = At<V, O>(s[0], u);
            if (s[1] != null)
            {
                shown = O.MultiplyAdd(shown, At<V, O>(s[1], u), At<V, O>(s[2], u));
            }

            shown = Activations.Tanh<V, O>(shown);
            O.Store(shown, s[4] + u);
            O.Store(O.Multiply(At<V, O>(s[3], u), shown), s[5] + u);
            V cell = At<V, O>(s[6], u);
            if (s[9] != null || scalars[0] != 0)
            {
                V kept = Kept<V, O>(s[9], u, scalars[0]);
                cell = O.MultiplyAdd(kept, At<V, O>(s[7], u), O.Multiply(O.Subtract(O.Broadcast(1), kept), cell));
            }

            O.Store(cell, s[8] + u);
        }
    }

    /// <summary>Line 11. Streams: h̃, h₋, h written, mask. Scalar 0: the rate.</summary>
    public readonly struct Mix : IRowStage
    {
        public static int Outputs => 0b100;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V h = At<V, O>(s[0], u);
            if (s[3] != null || scalars[0] != 0)
            {
                V kept = Kept<V, O>(s[3], u, scalars[0]);
                h = O.MultiplyAdd(kept, At<V, O>(s[1], u), O.Multiply(O.Subtract(O.Broadcast(1), kept), h));
            }

            O.Store(h, s[2] + u);
        }
    }

    /// <summary>Line 12. Streams: δh, left as dh̃; δh₋ added to; mask. Scalar 0: the rate.</summary>
    public readonly struct MixBackward : IRowStage
    {
        public static int Outputs => 0b11;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V kept = Kept<V, O>(s[2], u, scalars[0]), d = At<V, O>(s[0], u);
            O.Store(O.MultiplyAdd(kept, d, At<V, O>(s[1], u)), s[1] + u);
            O.Store(O.Multiply(O.Subtract(O.Broadcast(1), kept), d), s[0] + u);
        }
    }

    /// <summary>Lines 14 and 15. Streams: dy, o left as da_o, e left as de.</summary>
    public readonly struct ShowBackward : IRowStage
    {
        public static int Outputs => 0b110;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V one = O.Broadcast(1), d = At<V, O>(s[0], u), o = At<V, O>(s[1], u), e = At<V, O>(s[2], u);
            V through = O.Multiply(d, o);
            O.Store(O.Multiply(O.Multiply(through, e), O.Subtract(one, o)), s[1] + u);
            O.Store(O.Multiply(through, O.Subtract(one, O.Multiply(e, e))), s[2] + u);
        }
    }

    /// <summary>
    /// Lines 16 to 19. Streams: i, f, g left as their da, da_o, c₋, N′(de), δc in and out, mask, p_i, p_f, p_o. Scalar
    /// 0: the rate.
    /// </summary>
    public readonly struct CellBackward : IRowStage
    {
        public static int Outputs => 0b1000111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V one = O.Broadcast(1), f = At<V, O>(s[1], u), g = At<V, O>(s[2], u), before = At<V, O>(s[4], u);
            V i = s[0] == null ? O.Subtract(one, f) : At<V, O>(s[0], u);
            V d = At<V, O>(s[6], u), kept = Kept<V, O>(s[7], u, scalars[0]);
            V dCell = Seeing<V, O>(
                O.MultiplyAdd(O.Subtract(one, kept), d, At<V, O>(s[5], u)), s[10], u, At<V, O>(s[3], u));
            V di = O.Multiply(dCell, g), df = O.Multiply(dCell, before);
            V dBefore = O.MultiplyAdd(kept, d, O.Multiply(dCell, f));
            if (s[0] == null)
            {
                df = O.Subtract(df, di);
            }
            else
            {
                V dai = O.Multiply(di, O.Multiply(i, O.Subtract(one, i)));
                dBefore = Seeing<V, O>(dBefore, s[8], u, dai);
                O.Store(dai, s[0] + u);
            }

            V daf = O.Multiply(df, O.Multiply(f, O.Subtract(one, f)));
            O.Store(daf, s[1] + u);
            O.Store(O.Multiply(O.Multiply(dCell, i), O.Subtract(one, O.Multiply(g, g))), s[2] + u);
            O.Store(Seeing<V, O>(dBefore, s[9], u, daf), s[6] + u);
        }
    }

    /// <summary>Line 2. Streams: n_x, γ_x, n_h, γ_h, b, a written.</summary>
    public readonly struct Join : IRowStage
    {
        public static int Outputs => 0b100000;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V a = O.MultiplyAdd(At<V, O>(s[0], u), At<V, O>(s[1], u), At<V, O>(s[4], u));
            O.Store(O.MultiplyAdd(At<V, O>(s[2], u), At<V, O>(s[3], u), a), s[5] + u);
        }
    }

    /// <summary>N′, last part. Streams: t left as (t − scalar 0 − n·scalar 1) / scalar 2, n.</summary>
    public readonly struct NormalizeBackward : IRowStage
    {
        public static int Outputs => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V t = O.Subtract(At<V, O>(s[0], u), O.Broadcast(scalars[0]));
            t = O.Subtract(t, O.Multiply(At<V, O>(s[1], u), O.Broadcast(scalars[1])));
            O.Store(O.Divide(t, O.Broadcast(scalars[2])), s[0] + u);
        }
    }
}
