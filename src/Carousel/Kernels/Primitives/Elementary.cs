using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// Elementary functions of one vector as polynomials of fused multiply-adds: the same bits on every width.
/// </summary>
/// <remarks>
/// The entry for one number is the 128-bit path, so it agrees with the vectors bit for bit. NaN stays NaN everywhere.
/// The errors stated
/// are measured by ElementaryTests, in units in the last place (ulp) of the exact result unless named absolute.
/// </remarks>
internal static partial class Elementary
{
    /// <inheritdoc cref="Exp{V, O}(V)"/>
    public static float Exp(float x) => Exp<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Log{V, O}(V)"/>
    public static float Log(float x) => Log<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Log1p{V, O}(V)"/>
    public static float Log1p(float x) => Log1p<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Softplus{V, O}(V)"/>
    public static float Softplus(float x) => Softplus<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Sin{V, O}(V)"/>
    public static float Sin(float x) => Sin<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <inheritdoc cref="Cos{V, O}(V)"/>
    public static float Cos(float x) => Cos<Vector128<float>, Lanes128>(Vector128.Create(x)).ToScalar();

    /// <summary>eˣ; above 88.72 infinity, subnormal results rounded once, 0 below −104.</summary>
    /// <remarks>
    /// x = n·ln 2 + r with |r| ≤ ½ ln 2; eʳ = 1 + r + r²·P(r), P of degree 4, relative error of the approximation
    /// 3.2e-9.
    /// Measured over all x: at most 1.1 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, O>(V x)
        where O : ILanes<V>
    {
        x = O.SelectLess(x, O.Broadcast(-104f), O.Broadcast(-104f), x);
        x = O.SelectLess(O.Broadcast(89f), x, O.Broadcast(89f), x);
        V n = O.Round(O.Multiply(x, O.Broadcast(1.44269504f)));
        V r = O.MultiplyAdd(n, O.Broadcast(-0.693147182f), x);
        r = O.MultiplyAdd(n, O.Broadcast(1.90465430e-9f), r);
        V p = O.MultiplyAdd(O.Broadcast(0.0013821055f), r, O.Broadcast(0.008368675f));
        p = O.MultiplyAdd(p, r, O.Broadcast(0.041668262f));
        p = O.MultiplyAdd(p, r, O.Broadcast(0.16666521f));
        p = O.MultiplyAdd(p, r, O.Broadcast(0.49999994f));
        p = O.Add(O.MultiplyAdd(O.Multiply(r, r), p, r), O.Broadcast(1f));

        // Two factors: n reaches −150 and 128, beyond what one exponent holds; only the last product rounds.
        V half = O.Round(O.Multiply(n, O.Broadcast(0.5f)));
        return O.Multiply(O.Multiply(p, O.PowerOfTwo(half)), O.PowerOfTwo(O.Subtract(n, half)));
    }

    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    /// <remarks>
    /// x = m·2ᵉ with m in √½ … √2, f = m − 1; ln(1 + f) = f − f²/2 + f³·P(f), P of degree 7, relative error of the
    /// approximation 5.9e-9.
    /// Measured over all x &gt; 0, subnormal numbers among them: at most 0.9 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, O>(V x)
        where O : ILanes<V>
    {
        V smallest = O.Broadcast(1.17549435e-38f);
        V scaled = O.SelectLess(x, smallest, O.Multiply(x, O.Broadcast(8388608f)), x);
        V e = O.Add(O.Exponent(scaled), O.SelectLess(x, smallest, O.Broadcast(-23f), O.Zero));
        V f = O.Subtract(O.Significand(scaled), O.Broadcast(1f));
        V p = O.MultiplyAdd(O.Broadcast(-0.07636439f), f, O.Broadcast(0.12762217f));
        p = O.MultiplyAdd(p, f, O.Broadcast(-0.1315961f));
        p = O.MultiplyAdd(p, f, O.Broadcast(0.1420158f));
        p = O.MultiplyAdd(p, f, O.Broadcast(-0.16623409f));
        p = O.MultiplyAdd(p, f, O.Broadcast(0.20001242f));
        p = O.MultiplyAdd(p, f, O.Broadcast(-0.2500082f));
        p = O.MultiplyAdd(p, f, O.Broadcast(0.3333333f));
        V square = O.Multiply(f, f);
        V tail = O.MultiplyAdd(
            square, O.MultiplyAdd(p, f, O.Broadcast(-0.5f)), O.Multiply(e, O.Broadcast(-1.90465430e-9f)));
        V result = O.MultiplyAdd(e, O.Broadcast(0.693147182f), O.Add(f, tail));
        result = O.SelectLess(x, O.Broadcast(float.Epsilon), O.Broadcast(float.NegativeInfinity), result);
        result = O.SelectLess(x, O.Zero, O.Broadcast(float.NaN), result);
        return O.SelectLess(x, O.Broadcast(float.PositiveInfinity), result, x);
    }

    /// <summary>ln(1 + x), exact to the last places for small x too; −∞ at −1, NaN below.</summary>
    /// <remarks>
    /// With u = 1 + x rounded, ln u plus what the rounding lost, over u. Measured over all x &gt; −1: at most 1.5 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, O>(V x)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1f);
        V u = O.Add(one, x);
        V log = Log<V, O>(u);

        // Of 1 and x the smaller is what u has lost a part of; taking the larger from u first is exact.
        V large = O.SelectLess(one, x, x, one);
        V small = O.SelectLess(one, x, one, x);
        V lost = O.Subtract(small, O.Subtract(u, large));
        V result = O.Add(log, O.Divide(lost, u));
        result = O.SelectLess(O.Broadcast(-1f), x, result, log);
        return O.SelectLess(x, O.Broadcast(float.PositiveInfinity), result, x);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|): never overflows. Measured: at most 2.2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, O>(V x)
        where O : ILanes<V>
    {
        V decay = Exp<V, O>(O.Subtract(O.Zero, O.Absolute(x)));
        return O.Add(O.SelectLess(O.Zero, x, x, O.Zero), Log1p<V, O>(decay));
    }

    /// <summary>sin x for |x| ≤ 131072; NaN beyond, where the reduction would no longer be exact.</summary>
    /// <remarks>
    /// x = nπ + r in three parts of π; r + r³·P(r²) on |r| ≤ π/2, P of degree 3, relative error of the approximation
    /// 6.2e-9. Measured: at most 2.2 ulp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V, O>(V x)
        where O : ILanes<V>
    {
        V n = O.Round(O.Multiply(x, O.Broadcast(0.318309886f)));
        V r = O.MultiplyAdd(n, O.Broadcast(-3.14159274f), x);
        r = O.MultiplyAdd(n, O.Broadcast(8.74227766e-8f), r);
        r = O.MultiplyAdd(n, O.Broadcast(3.43020908e-15f), r);
        return Wave<V, O>(x, r, n, O.Broadcast(1f));
    }

    /// <summary>cos x for |x| ≤ 131072; NaN beyond.</summary>
    /// <remarks>x = (2m + 1)·π/2 + r in three parts of π/2; cos x = −(−1)ᵐ·sin r. Measured: at most 2.2 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V, O>(V x)
        where O : ILanes<V>
    {
        V m = O.Round(O.MultiplyAdd(x, O.Broadcast(0.318309886f), O.Broadcast(-0.5f)));
        V k = O.MultiplyAdd(m, O.Broadcast(2f), O.Broadcast(1f));
        V r = O.MultiplyAdd(k, O.Broadcast(-1.57079637f), x);
        r = O.MultiplyAdd(k, O.Broadcast(4.37113883e-8f), r);
        r = O.MultiplyAdd(k, O.Broadcast(1.71510454e-15f), r);
        return Wave<V, O>(x, r, m, O.Broadcast(-1f));
    }

    /// <summary>sign·(−1)ⁿ·sin r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Wave<V, O>(V x, V r, V n, V sign)
        where O : ILanes<V>
    {
        V square = O.Multiply(r, r);
        V p = O.MultiplyAdd(O.Broadcast(2.606103e-06f), square, O.Broadcast(-0.00019809778f));
        p = O.MultiplyAdd(p, square, O.Broadcast(0.008333069f));
        p = O.MultiplyAdd(p, square, O.Broadcast(-0.1666666f));
        V sine = O.MultiplyAdd(O.Multiply(square, p), r, r);

        // n minus the nearest even number is −1, 0 or 1: its square is 1 where n is odd.
        V odd = O.MultiplyAdd(O.Round(O.Multiply(n, O.Broadcast(0.5f))), O.Broadcast(-2f), n);
        V result = O.Multiply(
            O.Multiply(sign, O.MultiplyAdd(O.Multiply(odd, odd), O.Broadcast(-2f), O.Broadcast(1f))), sine);
        return O.SelectLess(O.Absolute(x), O.Broadcast(131072.01f), result, O.Broadcast(float.NaN));
    }
}
