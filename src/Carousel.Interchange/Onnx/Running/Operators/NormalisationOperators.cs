using Carousel.Interchange.Onnx.Reading;
using Carousel.Kernels.Primitives;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that bring values to a common scale.</summary>
internal static class NormalisationOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Softmax"] = node => Softmax(node, logarithm: false),
        ["LogSoftmax"] = node => Softmax(node, logarithm: true),
        ["LayerNormalization"] = LayerNormalization,
        ["BatchNormalization"] = BatchNormalization,
    };

    // Up to version 12 the values of all axes from the axis on are one distribution.
    private static NodeRun Softmax(OnnxNode node, bool logarithm)
    {
        bool joins = node.Version < 13;
        int axis = node.Small("axis", joins ? 1 : -1);
        return call =>
        {
            OnnxTensor x = call.Real(0);
            int at = joins && axis == x.Rank ? axis : call.Axis(axis, x.Rank);
            int inner = joins ? 1 : ShapeOperators.Product(x.Dims[(at + 1)..]),
                size = joins ? ShapeOperators.Product(x.Dims[at..]) : x.Dims[at];
            double[] values = call.Doubles(x);
            for (int first = 0; first < values.Length; first += size * inner)
            {
                for (int i = 0; i < inner; i++)
                {
                    Distribute(values.AsSpan(first + i), size, inner, logarithm);
                }
            }

            return [call.New(x.Type, x.Dims.ToArray()).Filled(values)];
        };
    }

    private static void Distribute(Span<double> values, int size, int stride, bool logarithm)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < size; i++)
        {
            largest = Math.Max(largest, values[i * stride]);
        }

        for (int i = 0; i < size; i++)
        {
            double power = ScalarMath.Exp(values[i * stride] - largest);
            sum += power;
            values[i * stride] = logarithm ? values[i * stride] - largest : power;
        }

        double log = logarithm ? RealFunctions.Log(sum) : 0;
        for (int i = 0; i < size; i++)
        {
            values[i * stride] = logarithm ? values[i * stride] - log : values[i * stride] / sum;
        }
    }

    private static NodeRun LayerNormalization(OnnxNode node)
    {
        int axis = node.Small("axis", -1);
        float epsilon = node.Number("epsilon", 1e-5f);
        // Everything is computed in double precision, whatever the file asks for.
        _ = node.Whole("stash_type", 1);
        return call =>
        {
            OnnxTensor x = call.Real(0);
            int at = call.Axis(axis, x.Rank), size = ShapeOperators.Product(x.Dims[at..]);
            int[] normalised = x.Dims[at..].ToArray();
            double[] gain = Spread(call, 1, normalised)!,
                bias = Spread(call, 2, normalised) ?? call.Scratch<double>(size), values = call.Doubles(x);
            int[] outer = [.. x.Dims[..at], .. Enumerable.Repeat(1, x.Rank - at)];
            FreshTensor means = call.New(OnnxType.Float32, outer), inverses = call.New(OnnxType.Float32, outer);
            for (int row = 0; row * size < values.Length; row++)
            {
                Span<double> part = values.AsSpan(row * size, size);
                double mean = 0, variance = 0;
                foreach (double value in part)
                {
                    mean += value / size;
                }

                foreach (double value in part)
                {
                    variance += (value - mean) * (value - mean) / size;
                }

                double inverse = 1 / Math.Sqrt(variance + epsilon);
                for (int i = 0; i < size; i++)
                {
                    part[i] = ((part[i] - mean) * inverse * gain[i]) + bias[i];
                }

                (means.Values<float>()[row], inverses.Values<float>()[row]) = ((float)mean, (float)inverse);
            }

            return [call.New(x.Type, x.Dims.ToArray()).Filled(values), means.Done, inverses.Done];
        };
    }

    private static double[]? Spread(NodeCall call, int input, int[] dims)
    {
        if (input > 1 && call.Optional(input) is null)
        {
            return null;
        }

        OnnxTensor given = call.Real(input);
        return Broadcasting.Pair(given.Dims, dims)?.AsSpan().SequenceEqual(dims) == true
            ? call.Doubles(StridedCopy.Run(call, given, dims, Broadcasting.Strides(given.Dims, dims)))
            : throw call.Wrong($"scales values of [{OnnxTensor.Text(dims)}] with {given}.");
    }

    private static NodeRun BatchNormalization(OnnxNode node)
    {
        float epsilon = node.Number("epsilon", 1e-5f);
        _ = node.Number("momentum", 0.9f);
        if ((node.Version < 9 && !node.Switch("spatial", true)) || (node.Version >= 14 && node.Switch("training_mode")))
        {
            throw node.NotTaken(
                "normalises as in training, or place by place, which Carousel does not: export the model in evaluation "
                + "mode.");
        }

        return call =>
        {
            OnnxTensor x = call.Real(0);
            int channels = x.Rank > 1 ? x.Dims[1] : 1, inner = x.Rank > 1 ? ShapeOperators.Product(x.Dims[2..]) : 1;
            double[][] perChannel =
            [
                .. Enumerable.Range(1, 4)
                    .Select(
                        i => call.Real(i).Length == channels
                            ? call.Doubles(call[i])
                            : throw call.Wrong($"has {call[i]} for {channels} channels.")),
            ];
            double[] values = call.Doubles(x);
            for (int i = 0; i < values.Length; i++)
            {
                int c = i / inner % channels;
                values[i] = (perChannel[0][c] * (values[i] - perChannel[2][c]) / Math.Sqrt(perChannel[3][c] + epsilon))
                    + perChannel[1][c];
            }

            return [call.New(x.Type, x.Dims.ToArray()).Filled(values)];
        };
    }
}
