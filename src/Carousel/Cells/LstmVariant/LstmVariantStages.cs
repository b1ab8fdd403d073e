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

    /// <summary>
    /// Lines 3 to 8. Streams: i, f, g, o in place, c₋, c written, p_i, p_f, p_o, e written, y written.
    /// </summary>
    public readonly struct Gates : IRowStage
    {
        public static int Outputs => 0b11000101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V before = At<V, O>(s[4], u);
            V f = Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[1], u), s[7], u, before));
            V i = Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[0], u), s[6], u, before));
            V g = Activations.Tanh<V, O>(At<V, O>(s[2], u));
            V cell = O.MultiplyAdd(f, before, O.Multiply(i, g));
            V o = Activations.Logistic<V, O>(Seeing<V, O>(At<V, O>(s[3], u), s[8], u, cell));
            V shown = Activations.Tanh<V, O>(cell);
            O.Store(i, s[0] + u);
            O.Store(f, s[1] + u);
            O.Store(g, s[2] + u);
            O.Store(o, s[3] + u);
            O.Store(cell, s[5] + u);
            O.Store(shown, s[9] + u);
            O.Store(O.Multiply(o, shown), s[10] + u);
        }
    }

    /// <summary>
    /// Lines 11 to 15. Streams: i, f, g, o left as their da, c₋, dy, δc in and out, p_i, p_f, p_o, e.
    /// </summary>
    public readonly struct Backward : IRowStage
    {
        public static int Outputs => 0b1001111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IRowStage.Run<V, O>(float** s, nint u, float* scalars)
        {
            V one = O.Broadcast(1), i = At<V, O>(s[0], u), f = At<V, O>(s[1], u), g = At<V, O>(s[2], u),
                o = At<V, O>(s[3], u), before = At<V, O>(s[4], u), d = At<V, O>(s[5], u), e = At<V, O>(s[10], u);
            V through = O.Multiply(d, o);
            V dao = O.Multiply(O.Multiply(through, e), O.Subtract(one, o));
            V dShown = O.Multiply(through, O.Subtract(one, O.Multiply(e, e)));
            V dCell = Seeing<V, O>(O.Add(At<V, O>(s[6], u), dShown), s[9], u, dao);
            V dai = O.Multiply(O.Multiply(dCell, g), O.Multiply(i, O.Subtract(one, i)));
            V daf = O.Multiply(O.Multiply(dCell, before), O.Multiply(f, O.Subtract(one, f)));
            O.Store(dai, s[0] + u);
            O.Store(daf, s[1] + u);
            O.Store(O.Multiply(O.Multiply(dCell, i), O.Subtract(one, O.Multiply(g, g))), s[2] + u);
            O.Store(dao, s[3] + u);
            O.Store(Seeing<V, O>(Seeing<V, O>(O.Multiply(dCell, f), s[7], u, dai), s[8], u, daf), s[6] + u);
        }
    }
}
