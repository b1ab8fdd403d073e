namespace Carousel.Interchange.Quantization;

/// <summary>
/// The polynomials of tanh and the logistic function for one number, and as parts of a product: the bits are those of
/// the kernels.
/// </summary>
internal static class ScalarActivations
{
    /// <summary>
    /// 1.5·2²³ + 127: added to a number it rounds it to a whole one, whose biased exponent is then in the lowest bits.
    /// </summary>
    private const float ExponentSum = 12583039f;

    /// <summary>1 + e⁻ˣ.</summary>
    public static float LogisticDenominator(float x)
    {
        (float f, float power) = Reduce(x, -89, 40, -1.44269502f);
        float p = MathF.FusedMultiplyAdd(0.00132684363f, f, 0.00967149157f);
        p = MathF.FusedMultiplyAdd(p, f, 0.0555071831f);
        p = MathF.FusedMultiplyAdd(p, f, 0.240222439f);
        p = MathF.FusedMultiplyAdd(p, f, 0.693147004f);
        p = MathF.FusedMultiplyAdd(p, f, 1);
        return MathF.FusedMultiplyAdd(power, p, 1);
    }

    /// <summary>e²ˣ − 1.</summary>
    public static float TanhNumerator(float x)
    {
        (float f, float power) = Reduce(x, -9.1f, 9.1f, 2.88539004f);
        float p = MathF.FusedMultiplyAdd(0.000153932619f, f, 0.00133817107f);
        p = MathF.FusedMultiplyAdd(p, f, 0.00961824693f);
        p = MathF.FusedMultiplyAdd(p, f, 0.0555038452f);
        p = MathF.FusedMultiplyAdd(p, f, 0.240226507f);
        p = MathF.FusedMultiplyAdd(p, f, 0.693147182f);
        return MathF.FusedMultiplyAdd(power, p * f, power - 1);
    }

    /// <summary>tanh x.</summary>
    public static float Tanh(float x)
    {
        float numerator = TanhNumerator(x);
        return numerator / (numerator + 2);
    }

    /// <summary>x·scale = n + f with n whole and |f| ≤ ½: f and 2ⁿ.</summary>
    private static (float F, float Power) Reduce(float x, float least, float most, float scale)
    {
        float t = (x < least ? least : x > most ? most : x) * scale, sum = t + ExponentSum;
        return (t - (sum - ExponentSum), BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(sum) << 23));
    }
}
