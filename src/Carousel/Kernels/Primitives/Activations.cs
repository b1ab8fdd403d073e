using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// tanh and the logistic function of one vector, whole and as quotients whose division is left to the caller: the same
/// bits on every width.
/// </summary>
/// <remarks>
/// Both are quotients of an exponential: 1 / (1 + e⁻ˣ) and (e²ˣ − 1) / (e²ˣ + 1). With t = x·log₂e (or 2x·log₂e) = n +
/// f, n whole and |f| ≤ ½, e… = 2ⁿ·2ᶠ, 2ᶠ a polynomial.
/// Where several of them meet in a product, one division serves all: that is why the parts are offered.
/// </remarks>
internal static class Activations
{
    /// <summary>x below which 1 + e⁻ˣ is infinite, and the logistic function 0.</summary>
    private const float LogisticLeast = -89f;

    /// <summary>x above which 1 + e⁻ˣ is exactly 1.</summary>
    private const float LogisticMost = 40f;

    /// <summary>|x| beyond which tanh is exactly ±1.</summary>
    private const float TanhLimit = 9.1f;

    /// <summary>−log₂e.</summary>
    private const float LogisticScale = -1.44269502f;

    /// <summary>2·log₂e.</summary>
    private const float TanhScale = 2.88539004f;

    /// <summary>
    /// 2ᶠ = 1 + L1·f + … + L5·f⁵ for |f| ≤ ½; relative error 9.3e-8, of which the logistic function sees a quarter at
    /// most.
    /// </summary>
    private const float L1 = 0.693147004f, L2 = 0.240222439f, L3 = 0.0555071831f, L4 = 0.00967149157f,
        L5 = 0.00132684363f;

    /// <summary>2ᶠ − 1 = T1·f + … + T6·f⁶ for |f| ≤ ½; relative error 1.7e-8.</summary>
    private const float T1 = 0.693147182f, T2 = 0.240226507f, T3 = 0.0555038452f, T4 = 0.00961824693f,
        T5 = 0.00133817107f, T6 = 0.000153932619f;

    /// <inheritdoc cref="Tanh{V, O}(V)"/>
    public static float Tanh(float x) => Tanh<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Logistic{V, O}(V)"/>
    public static float Logistic(float x) => Logistic<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <summary>
    /// tanh x, never outside −1 … 1. Measured over all x by ElementaryTests: at most 3.8 ulp. NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, O>(V x)
        where O : ILanes<V>
    {
        V numerator = TanhNumerator<V, O>(x);
        return O.Divide(numerator, TanhDenominator<V, O>(numerator));
    }

    /// <summary>
    /// The logistic function 1 / (1 + e⁻ˣ), never outside 0 … 1. Measured over all x: absolute error at most 1.1e-7.
    /// NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Logistic<V, O>(V x)
        where O : ILanes<V>
        => O.Divide(O.Broadcast(1f), LogisticDenominator<V, O>(x));

    /// <summary>1 + e⁻ˣ; infinite for x below −88.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogisticDenominator<V, O>(V x)
        where O : ILanes<V>
    {
        V f = Reduce<V, O>(
            x, O.Broadcast(LogisticMost), O.Broadcast(LogisticLeast), O.Broadcast(LogisticScale), out V power);
        return LogisticSum<V, O>(f, power);
    }

    /// <summary>e²ˣ − 1, to the last places for small x too; at most 8e7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V TanhNumerator<V, O>(V x)
        where O : ILanes<V>
    {
        V f = Reduce<V, O>(x, O.Broadcast(TanhLimit), O.Broadcast(-TanhLimit), O.Broadcast(TanhScale), out V power);
        return TanhDifference<V, O>(f, power);
    }

    /// <summary>e²ˣ + 1 from e²ˣ − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V TanhDenominator<V, O>(V numerator)
        where O : ILanes<V>
        => O.Add(numerator, O.Broadcast(2f));

    /// <summary>f, and 2ⁿ, of x·scale = n + f; x is held between the limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<V, O>(V x, V most, V least, V scale, out V power)
        where O : ILanes<V>
    {
        V t = O.Multiply(O.AtMost(O.AtLeast(x, least), most), scale);
        V sum = O.Add(t, O.Broadcast(LaneBits.ExponentSum));
        power = O.PowerOfSum(sum);
        return O.Fraction(t, sum);
    }

    /// <summary>1 + 2ⁿ·2ᶠ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogisticSum<V, O>(V f, V power)
        where O : ILanes<V>
    {
        V p = O.MultiplyAdd(O.Broadcast(L5), f, O.Broadcast(L4));
        p = O.MultiplyAdd(p, f, O.Broadcast(L3));
        p = O.MultiplyAdd(p, f, O.Broadcast(L2));
        p = O.MultiplyAdd(p, f, O.Broadcast(L1));
        p = O.MultiplyAdd(p, f, O.Broadcast(1f));
        return O.MultiplyAdd(power, p, O.Broadcast(1f));
    }

    /// <summary>2ⁿ·2ᶠ − 1 = 2ⁿ·(2ᶠ − 1) + (2ⁿ − 1): nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhDifference<V, O>(V f, V power)
        where O : ILanes<V>
    {
        V p = O.MultiplyAdd(O.Broadcast(T6), f, O.Broadcast(T5));
        p = O.MultiplyAdd(p, f, O.Broadcast(T4));
        p = O.MultiplyAdd(p, f, O.Broadcast(T3));
        p = O.MultiplyAdd(p, f, O.Broadcast(T2));
        p = O.MultiplyAdd(p, f, O.Broadcast(T1));
        return O.MultiplyAdd(power, O.Multiply(p, f), O.Subtract(power, O.Broadcast(1f)));
    }
}
