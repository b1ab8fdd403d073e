using Carousel.Kernels;

namespace Carousel.Interchange.Integers;

/// <summary>
/// Arithmetic of whole numbers with a fixed number of fraction bits: rounding shifts, and functions from tables.
/// </summary>
internal static class FixedPoint
{
    /// <summary>Fraction bits of states and of values of functions, which are in −1 … 1.</summary>
    public const int StateBits = 15;

    /// <summary>Fraction bits of preactivations and of the numbers of the last stage.</summary>
    public const int SumBits = 14;

    /// <summary>Fraction bits of an LSTM's cells.</summary>
    public const int CellBits = 20;

    /// <summary>The largest number of 16 bits.</summary>
    public const int MostValue = 32767;

    private const int TableBits = 6;
    private const int LargestInTable = 8;

    /// <summary>tanh of k/64 for k = 0 … 512, with 15 fraction bits.</summary>
    public static short[] TanhTable { get; } =
        [
            .. Enumerable.Range(0, (LargestInTable << TableBits) + 1)
                .Select(k => (short)Math.Min(MostValue, Math.Round(32768 * ScalarMath.Tanh(k / 64.0)))),
        ];

    /// <summary>2 to the power of −k/256 for k = 0 … 256, with 15 fraction bits.</summary>
    public static int[] PowerTable { get; } =
    [
        .. Enumerable.Range(0, 257)
            .Select(k => (int)Math.Round(32768 * ScalarMath.Exp(-k / 256.0 * ScalarMath.Log(2)))),
    ];

    /// <summary>value·2^−shift, rounded to the nearest, halves up.</summary>
    public static long Shift(long value, int shift) => (value + (1L << (shift - 1))) >> shift;

    /// <summary>A number between −most and most.</summary>
    public static int Hold(long value, int most) => (int)Math.Clamp(value, -most, most);

    /// <summary>tanh of z, of which 2^bits is 1/64.</summary>
    public static int TanhAt(int z, int bits)
    {
        int magnitude = Math.Abs(z), index = magnitude >> bits, y = MostValue;
        if (index < LargestInTable << TableBits)
        {
            y = TanhTable[index]
                + (int)Shift((long)(TanhTable[index + 1] - TanhTable[index]) * (magnitude & ((1 << bits) - 1)), bits);
        }

        return z < 0 ? -y : y;
    }

    /// <summary>tanh of a preactivation.</summary>
    public static int Tanh(int z) => TanhAt(z, SumBits - TableBits);

    /// <summary>The logistic function of a preactivation: (1 + tanh(z/2)) / 2.</summary>
    public static int Logistic(int z) => (32768 + TanhAt(z, SumBits - TableBits + 1) + 1) >> 1;

    /// <summary>a·b, a with the fraction bits of states.</summary>
    public static int Times(int a, int b) => (int)Shift((long)a * b, StateBits);

    /// <summary>
    /// The soft-max in place: from the numbers of the last stage to probabilities with 15 fraction bits.
    /// </summary>
    /// <param name="values">The numbers.</param>
    /// <param name="factor">log₂e over the temperature, with 16 fraction bits.</param>
    public static void Softmax(Span<int> values, int factor)
    {
        int largest = int.MinValue;
        long sum = 0;
        foreach (int value in values)
        {
            largest = Math.Max(largest, value);
        }

        foreach (ref int value in values)
        {
            long t = Shift((long)(largest - value) * factor, 16), whole = t >> SumBits;
            int index = (int)(t >> 6) & 255;
            int power = PowerTable[index] - (int)Shift((long)(PowerTable[index] - PowerTable[index + 1]) * (t & 63), 6);
            value = whole > 30 ? 0 : (int)(((long)power << 15) >> (int)whole);
            sum += value;
        }

        foreach (ref int value in values)
        {
            value = (int)((((long)value << 15) + (sum / 2)) / sum);
        }
    }
}
