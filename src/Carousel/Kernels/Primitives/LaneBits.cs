namespace Carousel.Kernels;

/// <summary>Bit patterns of single precision that every width uses.</summary>
internal static class LaneBits
{
    /// <summary>
    /// 2²³ + 127: added to a whole number it leaves the biased exponent in the lowest bits, and shifting drops the
    /// rest.
    /// </summary>
    public const float ExponentShift = 8388735f;

    /// <summary>
    /// 1.5·2²³ + 127: added to a number it rounds it to a whole one, whose biased exponent is then in the lowest bits.
    /// </summary>
    public const float ExponentSum = 12583039f;

    /// <summary>√½, rounded down.</summary>
    public const int RootOfHalf = 0x3F3504F3;

    /// <summary>The 23 bits of the fraction.</summary>
    public const int Fraction = 0x007FFFFF;
}
