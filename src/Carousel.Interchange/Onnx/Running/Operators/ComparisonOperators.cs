namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that give truth values, or choose by them.</summary>
internal static class ComparisonOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Equal"] = _ => Compare(static (x, y) => x == y, static (x, y) => x == y),
        ["Less"] = _ => Compare(static (x, y) => x < y, static (x, y) => x < y),
        ["LessOrEqual"] = _ => Compare(static (x, y) => x <= y, static (x, y) => x <= y),
        ["Greater"] = _ => Compare(static (x, y) => x > y, static (x, y) => x > y),
        ["GreaterOrEqual"] = _ => Compare(static (x, y) => x >= y, static (x, y) => x >= y),
        ["And"] = _ => Logic(static (x, y) => x && y),
        ["Or"] = _ => Logic(static (x, y) => x || y),
        ["Xor"] = _ => Logic(static (x, y) => x != y),
        ["Where"] = _ => Where,
    };

    private static NodeRun Compare(Func<double, double, bool> real, Func<long, long, bool> whole) => call =>
    {
        (OnnxTensor x, OnnxTensor y) = (call[0], call[1]);
        if (x.Type != y.Type)
        {
            throw call.Wrong($"compares {x} with {y}: both have to be of one type.");
        }

        if (x.Type.IsReal())
        {
            return [Apply(call, x, y, call.Doubles(x), call.Doubles(y), real)];
        }

        return [Apply(call, x, y, call.Keys(x), call.Keys(y), whole)];
    };

    private static NodeRun Logic(Func<bool, bool, bool> function) => call =>
    {
        (OnnxTensor x, OnnxTensor y) = (call[0], call[1]);
        return x.Type == OnnxType.Bool && y.Type == OnnxType.Bool
            ? [Apply(call, x, y, Truths(call, x), Truths(call, y), function)]
            : throw call.Wrong($"expects truth values, but is given {x} and {y}.");
    };

    private static bool[] Truths(NodeCall call, OnnxTensor x)
    {
        bool[] values = call.Scratch<bool>(x.Length);
        x.Values<bool>().CopyTo(values);
        return values;
    }

    private static OnnxTensor Apply<T>(
        NodeCall call, OnnxTensor x, OnnxTensor y, T[] first, T[] second, Func<T, T, bool> function)
    {
        int[] dims = Broadcasting.Dims(call, x, y);
        FreshTensor z = call.New(OnnxType.Bool, dims);
        var walk = new StridedWalk(dims, Broadcasting.Strides(x.Dims, dims), Broadcasting.Strides(y.Dims, dims));
        for (int row = 0; row < walk.Rows && z.Bytes.Length > 0; row++)
        {
            for (int i = 0; i < walk.Row; i++)
            {
                z.Bytes[(row * walk.Row) + i] = function(
                    first[walk.FirstStart + (i * walk.FirstStep)], second[walk.SecondStart + (i * walk.SecondStep)])
                    ? (byte)1
                    : (byte)0;
            }

            walk.Next();
        }

        return z.Done;
    }

    // Spread first, then chosen byte by byte: the values may be of any type.
    private static OnnxTensor[] Where(NodeCall call)
    {
        (OnnxTensor condition, OnnxTensor x, OnnxTensor y) = (call[0], call[1], call[2]);
        if (condition.Type != OnnxType.Bool || x.Type != y.Type)
        {
            throw call.Wrong(
                $"chooses by {condition} between {x} and {y}: the first has to be bool, the others of one type.");
        }

        int[] dims = Broadcasting.Dims(call, condition, x, y);
        ReadOnlySpan<byte> choice = Spread(call, condition, dims), first = Spread(call, x, dims),
            second = Spread(call, y, dims);
        FreshTensor z = call.New(x.Type, dims);
        int size = x.Type.Size();
        for (int i = 0; i < choice.Length; i++)
        {
            (choice[i] != 0 ? first : second).Slice(i * size, size).CopyTo(z.Bytes.AsSpan(i * size));
        }

        return [z.Done];
    }

    private static ReadOnlySpan<byte> Spread(NodeCall call, OnnxTensor x, int[] dims) =>
        x.Dims.SequenceEqual(dims) ? x.Bytes : StridedCopy.Run(call, x, dims, Broadcasting.Strides(x.Dims, dims)).Bytes;
}
