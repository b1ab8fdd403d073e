using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that make values: constants, ranges, and the same values in another type.</summary>
internal static class MakingOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Range"] = _ => Range,
        ["Cast"] = node => Cast(node, (OnnxType)Known(node, node.Small("to", 0))),
        ["CastLike"] = node => Cast(node, null),
    };

    private static NodeRun Constant(OnnxNode node)
    {
        OnnxTensor value = node.Tensor("value")
            ?? (node.Has("value_float") ? OnnxTensor.Of([node.Number("value_float", 0)]) : null)
            ?? (node.Has("value_int") ? OnnxTensor.Of([node.Whole("value_int", 0)]) : null)
            ?? (node.Numbers("value_floats") is { } numbers ? OnnxTensor.Of(numbers, numbers.Length) : null)
            ?? (node.Longs("value_ints") is { } wholes ? OnnxTensor.Of(wholes, wholes.Length) : null)
            ?? throw node.NotTaken(
                "has no value that Carousel takes: a tensor, numbers or whole numbers are expected.");
        OnnxTensor[] results = [value];
        return _ => results;
    }

    private static NodeRun ConstantOfShape(OnnxNode node)
    {
        OnnxTensor value = node.Tensor("value") ?? OnnxTensor.Of([0f], 1);
        if (value.Length != 1)
        {
            throw node.Wrong($"fills with {value}: one value is expected.");
        }

        return call =>
        {
            FreshTensor y = call.New(value.Type, call.Wholes(0));
            int size = value.Type.Size();
            for (int at = 0; at < y.Bytes.Length && value.Bytes.ContainsAnyExcept((byte)0); at += size)
            {
                value.Bytes.CopyTo(y.Bytes.AsSpan(at));
            }

            return [y.Done];
        };
    }

    private static OnnxTensor[] Range(NodeCall call)
    {
        OnnxType type = call[0].Type;
        if (call[1].Type != type || call[2].Type != type || type == OnnxType.Bool)
        {
            throw call.Wrong($"counts from {call[0]} to {call[1]} by {call[2]}: numbers of one type are expected.");
        }

        return [type.IsReal() ? RealRange(call, type) : WholeRange(call, type)];
    }

    private static OnnxTensor RealRange(NodeCall call, OnnxType type)
    {
        double start = call.Scalar(0), delta = call.Scalar(2), count = Math.Ceiling((call.Scalar(1) - start) / delta);
        if (!double.IsFinite(count) || delta == 0)
        {
            throw call.Wrong($"counts from {start} to {call.Scalar(1)} by {delta}, which does not end.");
        }

        FreshTensor y = call.New(type, int.CreateSaturating(Math.Max(count, 0)));
        double[] values = call.Scratch<double>(y.Done.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = start + (i * delta);
        }

        return y.Filled(values);
    }

    private static OnnxTensor WholeRange(NodeCall call, OnnxType type)
    {
        Int128 start = At(0), limit = At(1), delta = At(2);
        if (delta == 0)
        {
            throw call.Wrong($"counts from {start} to {limit} by 0, which does not end.");
        }

        Int128 room = delta > 0 ? limit - start : start - limit, step = Int128.Abs(delta);
        FreshTensor y = call.New(type, int.CreateSaturating(room > 0 ? (room + step - 1) / step : 0));
        long[] values = call.Scratch<long>(y.Done.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = long.CreateTruncating(start + (i * delta));
        }

        OnnxNumbers.Write(values, type, y.Bytes);
        return y.Done;

        Int128 At(int input) => type == OnnxType.UInt64 ? (ulong)call.WholeScalar(input) : call.WholeScalar(input);
    }

    private static NodeRun Cast(OnnxNode node, OnnxType? to)
    {
        // Of types that Carousel does not have.
        _ = node.Version >= 19 && node.Switch("saturate", true);
        _ = node.Version >= 24 && node.Has("round_mode");
        return call =>
        {
            OnnxTensor x = call[0];
            OnnxType type = to ?? call[1].Type;
            if (type == x.Type)
            {
                return [x];
            }

            FreshTensor y = call.New(type, x.Dims.ToArray());
            if (x.Type.IsReal())
            {
                return [y.Filled(call.Doubles(x))];
            }

            if (x.Type == OnnxType.UInt64)
            {
                OnnxNumbers.Write(x.Values<ulong>(), type, y.Bytes);
            }
            else
            {
                OnnxNumbers.Write(call.Longs(x), type, y.Bytes);
            }

            return [y.Done];
        };
    }

    private static int Known(OnnxNode node, int type) =>
        OnnxTypes.IsKnown(type)
            ? type
            : throw node.NotTaken($"turns values into {OnnxTypes.Name(type)}, which Carousel does not take.");
}
