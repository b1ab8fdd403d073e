using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that put numbers into 8 bits and back, and the product of such numbers.</summary>
internal static class QuantisedOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["DynamicQuantizeLinear"] = _ => DynamicQuantize,
        ["QuantizeLinear"] = Quantize,
        ["DequantizeLinear"] = Dequantize,
        ["MatMulInteger"] = _ => MatMulInteger,
    };

    /// <summary>Scale and zero for values in 8 bits without sign: the range of the values, widened to hold 0.</summary>
    public static (float Scale, byte Zero) RangeOf(ReadOnlySpan<float> values)
    {
        float low = 0, high = 0;
        foreach (float value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        float scale = high == low ? 1 : (high - low) / 255;
        return (scale, (byte)Math.Clamp(Math.Round(-low / scale, MidpointRounding.ToEven), 0, 255));
    }

    /// <summary>A value in 8 bits without sign.</summary>
    public static byte ToByte(float value, float scale, byte zero) =>
        (byte)Math.Clamp(Math.Round(value / scale, MidpointRounding.ToEven) + zero, 0, 255);

    private static OnnxTensor[] DynamicQuantize(NodeCall call)
    {
        OnnxTensor x = call[0].Type == OnnxType.Float32
            ? call[0]
            : throw call.Wrong($"expects float32, but is given {call[0]}.");
        (float scale, byte zero) = RangeOf(x.Values<float>());
        FreshTensor y = call.New(OnnxType.UInt8, x.Dims.ToArray());
        for (int i = 0; i < y.Bytes.Length; i++)
        {
            y.Bytes[i] = ToByte(x.Values<float>()[i], scale, zero);
        }

        return [y.Done, OnnxTensor.Of([scale]), OnnxTensor.Of([zero])];
    }

    private static NodeRun Quantize(OnnxNode node)
    {
        int axis = node.Small("axis", 1);
        _ = node.Version >= 19 && node.Switch("saturate", true);
        return call =>
        {
            (OnnxTensor x, double[] scale, double[] zero, int inner) = Scales(call, axis);
            OnnxType type = call.Optional(2)?.Type ?? OnnxType.UInt8;
            (double low, double high) = type switch
            {
                OnnxType.UInt8 => (0.0, (double)byte.MaxValue),
                OnnxType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
                _ => throw call.Wrong($"puts values into {type.Name()}; Carousel knows int8 and uint8."),
            };
            double[] values = call.Doubles(x);
            for (int i = 0; i < values.Length; i++)
            {
                int s = i / inner % scale.Length;
                // In single precision, as the standard has it: a quotient halfway between two numbers is one there
                // alone.
                values[i] = Math.Clamp(
                    Math.Round((float)values[i] / (float)scale[s], MidpointRounding.ToEven) + zero[s], low, high);
            }

            return [call.New(type, x.Dims.ToArray()).Filled(values)];
        };
    }

    private static NodeRun Dequantize(OnnxNode node)
    {
        int axis = node.Small("axis", 1);
        return call =>
        {
            (OnnxTensor x, double[] scale, double[] zero, int inner) = Scales(call, axis);
            double[] values = call.Doubles(x);
            for (int i = 0; i < values.Length; i++)
            {
                int s = i / inner % scale.Length;
                values[i] = (values[i] - zero[s]) * scale[s];
            }

            return [call.New(call[1].Type, x.Dims.ToArray()).Filled(values)];
        };
    }

    private static (OnnxTensor X, double[] Scale, double[] Zero, int Inner) Scales(NodeCall call, int axis)
    {
        (OnnxTensor x, OnnxTensor scale) = (call[0], call.Real(1));
        int at = scale.Length == 1 ? 0 : call.Axis(axis, x.Rank);
        double[] zero = call.Optional(2) is { } zeros ? call.Doubles(zeros) : call.Scratch<double>(scale.Length);
        return zero.Length == scale.Length && (scale.Length == 1 || scale.Length == x.Dims[at])
            ? (
                x, call.Doubles(scale), zero,
                Math.Max(1, scale.Length == 1 ? 1 : ShapeOperators.Product(x.Dims[(at + 1)..])))
            : throw call.Wrong($"scales {x} with {scale} and {zero.Length} zeros, which do not go together.");
    }

    private static OnnxTensor[] MatMulInteger(NodeCall call)
    {
        (OnnxTensor a, OnnxTensor b) = (call[0], call[1]);
        (_, int m, int k, int n, int[] dims) = ProductOperators.Sizes(call, a, b);
        if (a.Type is not (OnnxType.UInt8 or OnnxType.Int8) || b.Type is not (OnnxType.UInt8 or OnnxType.Int8)
            || b.Rank > 2)
        {
            throw call.Wrong($"multiplies {a} with {b}: int8 or uint8 are expected, the second a matrix.");
        }

        FreshTensor y = call.New(OnnxType.Int32, dims);
        int[] left = Shifted(call, a, 2, m, isRows: true), right = Shifted(call, b, 3, n, isRows: false);
        Span<int> sums = y.Values<int>();
        for (int i = 0; i < sums.Length; i++)
        {
            (int row, int column) = (i / n, i % n);
            for (int j = 0; j < k; j++)
            {
                sums[i] += left[(row * k) + j] * right[(j * n) + column];
            }
        }

        return [y.Done];
    }

    // Zeros are one number, or one for each row of the left factor or each column of the right.
    private static int[] Shifted(NodeCall call, OnnxTensor x, int zeros, int count, bool isRows)
    {
        int[] values = Numbers(call, x);
        if (call.Optional(zeros) is null)
        {
            return values;
        }

        int[] zero = Numbers(call, call[zeros]);
        int width = x.Dims[^1];
        if (zero.Length != 1 && zero.Length != count)
        {
            throw call.Wrong($"shifts {x} by {call[zeros]}.");
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= zero[zero.Length == 1 ? 0 : isRows ? i / width % count : i % count];
        }

        return values;
    }

    private static int[] Numbers(NodeCall call, OnnxTensor x)
    {
        int[] values = call.Scratch<int>(x.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = x.Type == OnnxType.Int8 ? (sbyte)x.Bytes[i]
                : x.Type == OnnxType.UInt8 ? x.Bytes[i]
                : throw call.Wrong($"is given {x}, where int8 or uint8 is expected.");
        }

        return values;
    }
}
