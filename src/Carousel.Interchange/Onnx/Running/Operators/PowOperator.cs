namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Pow: the exponent may be of another type than the base, whose type the result has.</summary>
internal static class PowOperator
{
    // From here on a real number is no whole number of 64 bits.
    private const double Beyond = 9.2233720368547758e18;

    /// <summary>Runs it.</summary>
    public static OnnxTensor[] Run(NodeCall call)
    {
        (OnnxTensor x, OnnxTensor y) = (call[0], call[1]);
        int[] dims = Broadcasting.Dims(call, x, y);
        FreshTensor z = call.New(x.Type, dims);
        if (z.Bytes.Length == 0)
        {
            return [z.Done];
        }

        var walk = new StridedWalk(dims, Broadcasting.Strides(x.Dims, dims), Broadcasting.Strides(y.Dims, dims));
        if (x.Type.IsReal())
        {
            double[] values = call.Scratch<double>(z.Done.Length);
            ArithmeticOperators.Run(call.Doubles(x), call.Doubles(y), values, walk, RealFunctions.Pow);
            return [z.Filled(values)];
        }

        bool isUnsigned = x.Type == OnnxType.UInt64;
        long[] results = call.Scratch<long>(z.Done.Length), bases = call.Longs(x);
        if (y.Type.IsReal())
        {
            ArithmeticOperators.Run(bases, call.Doubles(y), results, walk, (b, e) => Power(call, b, e, isUnsigned));
        }
        else
        {
            ArithmeticOperators.Run(
                bases, call.Longs(y), results, walk,
                y.Type == OnnxType.UInt64 ? (b, e) => Power(b, (ulong)e) : (b, e) => Power(call, b, e, isUnsigned));
        }

        OnnxNumbers.Write(results, x.Type, z.Bytes);
        return [z.Done];
    }

    // A whole exponent is exact whatever its type; any other makes a real number, which is cut towards 0.
    private static long Power(NodeCall call, long x, double exponent, bool isUnsigned)
    {
        if (exponent == Math.Floor(exponent) && Math.Abs(exponent) < Beyond)
        {
            return Power(call, x, (long)exponent, isUnsigned);
        }

        double power = RealFunctions.Pow(isUnsigned ? (ulong)x : x, exponent);
        return isUnsigned ? (long)ulong.CreateSaturating(power) : long.CreateSaturating(power);
    }

    private static long Power(NodeCall call, long x, long exponent, bool isUnsigned) =>
        exponent >= 0 ? Power(x, (ulong)exponent)
        : x == 0 ? throw ArithmeticOperators.DividesByZero(call.Node)
        : x == 1 || (x == -1 && !isUnsigned) ? (exponent % 2 == 0 ? 1 : x)
        : 0;

    // By squaring; of what is beyond 64 bits the lowest, as in products.
    private static long Power(long x, ulong exponent)
    {
        long result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? unchecked(result * x) : result;
            x = unchecked(x * x);
        }

        return result;
    }
}
