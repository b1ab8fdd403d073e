using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// The operations of one vector width. Kernels take the vector type and this as type arguments: one source, every
/// width.
/// </summary>
/// <remarks>
/// The operations come from an empty struct and the vector is the bare type: a struct that wraps a vector is spilled by
/// the JIT.
/// </remarks>
/// <typeparam name="V">The bare vector type.</typeparam>
internal unsafe interface ILanes<V>
{
    static abstract int Count { get; }

    static abstract V Zero { get; }

    static abstract V Load(float* p);

    static abstract void Store(V v, float* p);

    static abstract V Broadcast(float x);

    /// <summary>Whole numbers, each rounded to the nearest float, ties to even.</summary>
    static abstract V LoadWhole(int* p);

    /// <summary>Whole numbers 0 … 255, one byte a lane.</summary>
    static abstract void StoreBytes(V whole, byte* p);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Min(V a, V b);

    static abstract V Max(V a, V b);

    /// <summary>
    /// a where limit &lt; a is false, else the limit, NaN among them: one instruction where the processor has it,
    /// unlike <see cref="Min"/>.
    /// </summary>
    static abstract V AtMost(V a, V limit);

    /// <summary>a where a &lt; limit is false, else the limit, NaN among them.</summary>
    static abstract V AtLeast(V a, V limit);

    static abstract V SquareRoot(V a);

    /// <summary>Rounds to the nearest whole number, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>2 to the power of whole numbers in −126 … 127, exactly; any value for NaN.</summary>
    static abstract V PowerOfTwo(V whole);

    /// <summary>
    /// 2 to the power of the whole numbers that <see cref="LaneBits.ExponentSum"/> was added to, −126 … 127; any value
    /// for NaN.
    /// </summary>
    static abstract V PowerOfSum(V sum);

    /// <summary>t less the whole number nearest to it, exactly; |t| is below 2²¹.</summary>
    /// <param name="t">t.</param>
    /// <param name="sum">t + <see cref="LaneBits.ExponentSum"/>, which does the rounding. An instruction for the whole
    /// would round halves to the other side: the sum's last place is odd.</param>
    static abstract V Fraction(V t, V sum);

    /// <summary>The whole number e for which a = m·2ᵉ with m in √½ … √2; a is positive and not subnormal.</summary>
    static abstract V Exponent(V a);

    /// <summary>The m of <see cref="Exponent"/>, exactly.</summary>
    static abstract V Significand(V a);

    static abstract V Absolute(V a);

    /// <summary>|a| with the sign of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V a, V sign);

    /// <summary>Lanes of <paramref name="yes"/> where a &lt; b, else of <paramref name="no"/>.</summary>
    static abstract V SelectLess(V a, V b, V yes, V no);

    /// <summary>Lanes of <paramref name="yes"/> where a = b, else, NaN among them, of <paramref name="no"/>.</summary>
    static abstract V SelectEqual(V a, V b, V yes, V no);

    /// <summary>Lane l plus lane l + half of them, until four are left.</summary>
    static abstract Vector128<float> FoldToFour(V a);
}
