using Carousel.Interchange.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Integers;

/// <summary>A matrix in signed bytes whose rows have whole multipliers instead of scales.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Multipliers">[rows]: a row's sum times this, shifted, has the fraction bits that are wanted.</param>
/// <param name="Shift">How far.</param>
internal sealed record IntegerMatrix(QuantizedMatrix Bytes, int[] Multipliers, int Shift)
{
    private const int MultiplierBits = 30;
    private const int MostShift = 62;

    /// <summary>The matrix for inputs of some fraction bits.</summary>
    /// <param name="matrix">The weights.</param>
    /// <param name="inputBits">Fraction bits of the inputs.</param>
    /// <param name="outputBits">Fraction bits that are wanted.</param>
    public static IntegerMatrix Of(WeightMatrix matrix, int inputBits, int outputBits)
    {
        QuantizedMatrix bytes = matrix.InBytes;
        float[] scales = bytes.Scales.ToArray();
        double unit = Math.ScaleB(1, outputBits - inputBits), largest = scales.Max() * unit;

        // The largest multiplier has 29 or 30 bits; a matrix of zeros takes any shift.
        int shift = largest > 0 ? Math.Clamp(MultiplierBits - 1 - Math.ILogB(largest), 1, MostShift) : 1;
        return new IntegerMatrix(bytes, [.. scales.Select(s => (int)Math.Round(Math.ScaleB(s * unit, shift)))], shift);
    }

    /// <summary>A row.</summary>
    public ReadOnlySpan<sbyte> Row(int row) => Bytes.Values.Span.Slice(row * Bytes.Columns, Bytes.Columns);

    /// <summary>z += M x.</summary>
    /// <param name="firstRow">The first row of M that is taken.</param>
    /// <param name="x">[columns].</param>
    /// <param name="z">As many rows as are taken; added to.</param>
    public void Multiply(int firstRow, ReadOnlySpan<short> x, Span<int> z)
    {
        for (int r = 0; r < z.Length; r++)
        {
            ReadOnlySpan<sbyte> row = Row(firstRow + r);
            long sum = 0;
            for (int k = 0; k < x.Length; k++)
            {
                sum += row[k] * x[k];
            }

            z[r] += FixedPoint.Hold(FixedPoint.Shift(sum * Multipliers[firstRow + r], Shift), 1 << 28);
        }
    }
}
