using Carousel.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>
/// Conversion of a whole number of the data, with 8 fraction bits, to one of the network, or back: a difference, a
/// product and a shift.
/// </summary>
/// <param name="Offset">Subtracted first, or added last, with 8 fraction bits.</param>
/// <param name="Multiplier">Multiplied by.</param>
/// <param name="Shift">Shifted by.</param>
internal sealed record IntegerScale(int Offset, int Multiplier, int Shift)
{
    /// <summary>Fraction bits of numbers of the data.</summary>
    public const int DataBits = 8;

    private const int MostOffset = 1 << 30;
    private const int MultiplierBits = 30;
    private const int MostShift = 62;

    /// <summary>
    /// From the data to a number with some fraction bits; null where no whole numbers of 32 bits do it.
    /// </summary>
    public static IntegerScale? To(PortableValue value, int bits) =>
        Of(value, Math.ScaleB(1, bits - DataBits) / value.Scale);

    /// <summary>Back to the data; null as before.</summary>
    public static IntegerScale? Back(PortableValue value, int bits) =>
        Of(value, Math.ScaleB(value.Scale, DataBits - bits));

    /// <summary>As the network reads a number of the data.</summary>
    public short ToNetwork(int value) =>
        (short)FixedPoint.Hold(FixedPoint.Shift(((long)value - Offset) * Multiplier, Shift), FixedPoint.MostValue);

    /// <summary>The number of the data.</summary>
    public int ToData(int number) =>
        FixedPoint.Hold(FixedPoint.Shift((long)number * Multiplier, Shift) + Offset, int.MaxValue);

    private static IntegerScale? Of(PortableValue value, double factor)
    {
        double offset = Math.Round(Math.ScaleB(value.Offset, DataBits));
        int shift = MultiplierBits - 1 - Math.ILogB(factor);
        bool fits = value.Scaling == PortableScaling.Linear && Math.Abs(offset) < MostOffset
            && shift is >= 1 and <= MostShift;
        return fits ? new IntegerScale((int)offset, (int)Math.Round(Math.ScaleB(factor, shift)), shift) : null;
    }
}
