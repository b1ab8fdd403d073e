namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Makes one whole number of many.</summary>
/// <param name="call">For messages.</param>
/// <param name="type">Their type.</param>
/// <param name="values">The numbers; of 64 bits without sign as the same bits.</param>
internal delegate long WholeReduction(NodeCall call, OnnxType type, ReadOnlySpan<long> values);

/// <summary>
/// Reductions of whole numbers, exact in 64 bits; of what is beyond them the lowest, as in sums and products of two.
/// </summary>
internal static class WholeReductions
{
    /// <summary>The sum.</summary>
    public static long Sum(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The mean, cut towards 0.</summary>
    public static long Mean(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        Int128 sum = 0;
        foreach (long value in values)
        {
            sum += Wide(value, type);
        }

        return values.Length > 0
            ? long.CreateTruncating(sum / values.Length)
            : throw call.Wrong("takes the mean of no whole numbers.");
    }

    /// <summary>The largest; of none the least of the type.</summary>
    public static long Largest(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long largest = type.Range().Least;
        foreach (long value in values)
        {
            largest = Wide(value, type) > Wide(largest, type) ? value : largest;
        }

        return largest;
    }

    /// <summary>The least; of none the largest of the type.</summary>
    public static long Least(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long least = type.Range().Largest;
        foreach (long value in values)
        {
            least = Wide(value, type) < Wide(least, type) ? value : least;
        }

        return least;
    }

    /// <summary>The product.</summary>
    public static long Product(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long product = 1;
        foreach (long value in values)
        {
            product *= value;
        }

        return product;
    }

    /// <summary>The sum without signs.</summary>
    public static long SumOfSizes(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values)
        {
            sum += value < 0 && type != OnnxType.UInt64 ? -value : value;
        }

        return sum;
    }

    /// <summary>The sum of squares.</summary>
    public static long SumOfSquares(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>The root of the sum of squares, cut towards 0.</summary>
    public static long Root(NodeCall call, OnnxType type, ReadOnlySpan<long> values)
    {
        UInt128 sum = 0;
        foreach (long value in values)
        {
            var size = (UInt128)Int128.Abs(Wide(value, type));
            sum = size * size <= UInt128.MaxValue - sum
                ? sum + (size * size)
                : throw call.Wrong("takes the root of a sum of squares beyond 128 bits.");
        }

        // Digit after digit, from the highest.
        UInt128 root = 0;
        for (int bit = 63; bit >= 0; bit--)
        {
            UInt128 tried = root | (UInt128.One << bit);
            root = tried * tried <= sum ? tried : root;
        }

        return long.CreateTruncating(root);
    }

    private static Int128 Wide(long value, OnnxType type) => type == OnnxType.UInt64 ? (ulong)value : value;
}
