using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// An LSTM with an exponential input gate, normaliser n and stabiliser m: c = f′⊙c₋ + i′⊙z, n = f′⊙n₋ + i′, h = o⊙c/n.
/// Twin: SlstmEquations. Derivation: docs/derivations/xlstm.md.
/// </summary>
/// <remarks>
/// Beck, Pöppel, Spanring and others 2024, equations 8 to 18. Of i′ and f′ the larger is 1, so that one number and its
/// sign hold both. Keeps that, σ of the forget gate's sum, z and o.
/// </remarks>
/// <typeparam name="TForget">Whether the forget gate is logistic or exponential.</typeparam>
internal readonly unsafe struct SlstmCell<TForget> : IScanCell<SlstmCell<TForget>>
    where TForget : struct, IForgetGate
{
    /// <summary>The least gate, and 1 / the least σ.</summary>
    private const float Least = 1e-30f, Most = 1e30f;

    /// <inheritdoc/>
    public static int Gates => 4;

    /// <inheritdoc/>
    public static int Rest => 3;

    /// <inheritdoc/>
    public static bool IsRecurrent => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates, c = units.Rest, after = units.RestAfter;
        nint plane = units.Plane;
        V zero = O.Zero, one = O.Broadcast(1), n = O.Load(c + plane), f = O.Load(gates + plane);
        V open = one, a = O.Add(O.Load(c + (2 * plane)), f);
        if (!TForget.IsExponential)
        {
            V under = O.AtMost(Activations.LogisticDenominator<V, O>(f), O.Broadcast(Most));
            open = O.Divide(one, under);
            a = O.Subtract(O.Load(c + (2 * plane)), Elementary.Log<V, O>(under));
        }

        // Nothing is kept of an empty state.
        a = O.SelectEqual(n, zero, O.Broadcast(-Most), a);
        V b = O.Load(gates);
        V over = O.Subtract(a, b);
        V least = O.AtLeast(
            Elementary.Exp<V, O>(O.Subtract(zero, O.Absolute(over))), O.Broadcast(Least));
        V input = O.SelectLess(zero, over, least, one), forget = O.SelectLess(zero, over, one, least);
        V z = Activations.Tanh<V, O>(O.Load(gates + (2 * plane)));
        V o = Activations.Logistic<V, O>(O.Load(gates + (3 * plane)));
        V cell = O.MultiplyAdd(forget, O.Load(c), O.Multiply(input, z)), norm = O.MultiplyAdd(forget, n, input);
        O.Store(O.SelectLess(zero, over, least, O.Subtract(zero, least)), gates);
        O.Store(open, gates + plane);
        O.Store(z, gates + (2 * plane));
        O.Store(o, gates + (3 * plane));
        O.Store(cell, after);
        O.Store(norm, after + plane);
        O.Store(O.SelectLess(zero, over, a, b), after + (2 * plane));
        O.Store(O.Divide(O.Multiply(o, cell), norm), units.H);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates, c = units.Rest, after = units.RestAfter;
        nint plane = units.Plane;
        float* d = units.DRest;
        V zero = O.Zero, one = O.Broadcast(1), kept = O.Load(gates), z = O.Load(gates + (2 * plane)),
            o = O.Load(gates + (3 * plane));
        V input = O.SelectLess(zero, kept, kept, one);
        V forget = O.SelectLess(zero, kept, one, O.Subtract(zero, kept));
        V share = O.Divide(one, O.Load(after + plane)), dh = O.Load(units.DH);
        V shown = O.Multiply(O.Load(after), share);
        V part = O.Multiply(O.Multiply(dh, o), share);
        V dc = O.Add(O.Load(d), part), dn = O.Subtract(O.Load(d + plane), O.Multiply(part, shown));
        V dInput = O.Multiply(O.MultiplyAdd(dc, z, dn), input);
        V dForget = O.Multiply(O.MultiplyAdd(dc, O.Load(c), O.Multiply(dn, O.Load(c + plane))), forget);

        // The stabiliser is one of the two sums.
        V dm = O.Subtract(O.Subtract(O.Load(d + (2 * plane)), dInput), dForget);
        dForget = O.Add(dForget, O.SelectLess(zero, kept, dm, zero));
        dInput = O.Add(dInput, O.SelectLess(zero, kept, zero, dm));
        O.Store(dInput, gates);
        O.Store(
            TForget.IsExponential ? dForget : O.Multiply(dForget, O.Subtract(one, O.Load(gates + plane))),
            gates + plane);
        O.Store(
            O.Multiply(O.Multiply(dc, input), O.Subtract(one, O.Multiply(z, z))), gates + (2 * plane));
        O.Store(
            O.Multiply(O.Multiply(O.Multiply(dh, shown), o), O.Subtract(one, o)), gates + (3 * plane));
        O.Store(O.Multiply(dc, forget), d);
        O.Store(O.Multiply(dn, forget), d + plane);
        O.Store(dForget, d + (2 * plane));
    }

    /// <inheritdoc/>
    public static float Shown(int gate, float value, float first) => gate switch
    {
        0 => first > 0 ? first : 1,
        1 => first > 0 ? 1 : -first,
        _ => value,
    };
}

/// <summary>What squashes a forget gate.</summary>
internal interface IForgetGate
{
    /// <summary>Whether it is an exponential; else the logistic function.</summary>
    static abstract bool IsExponential { get; }
}

/// <summary>σ, 0 … 1.</summary>
internal readonly struct LogisticForget : IForgetGate
{
    /// <inheritdoc/>
    public static bool IsExponential => false;
}

/// <summary>An exponential, as the input gate's.</summary>
internal readonly struct ExponentialForget : IForgetGate
{
    /// <inheritdoc/>
    public static bool IsExponential => true;
}
