using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that take values by number.</summary>
internal static class GatheringOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Gather"] = Gather,
        ["GatherElements"] = GatherElements,
        ["OneHot"] = OneHot,
        ["TopK"] = TopKOperator.Make,
    };

    private static NodeRun Gather(OnnxNode node)
    {
        int axis = node.Small("axis", 0);
        return call =>
        {
            (OnnxTensor x, OnnxTensor indices) = (call[0], call[1]);
            int at = call.Axis(axis, x.Rank), size = x.Dims[at];
            int[] dims = [.. x.Dims[..at], .. indices.Dims, .. x.Dims[(at + 1)..]];
            FreshTensor y = call.New(x.Type, dims);
            int[] numbers = Numbers(call, indices, size);
            int row = ShapeOperators.Product(x.Dims[(at + 1)..]) * x.Type.Size(),
                outer = ShapeOperators.Product(x.Dims[..at]);
            for (int o = 0; o < outer && y.Bytes.Length > 0; o++)
            {
                for (int i = 0; i < numbers.Length; i++)
                {
                    x.Bytes.Slice(((o * size) + numbers[i]) * row, row)
                        .CopyTo(y.Bytes.AsSpan(((o * numbers.Length) + i) * row));
                }
            }

            return [y.Done];
        };
    }

    private static NodeRun GatherElements(OnnxNode node)
    {
        int axis = node.Small("axis", 0);
        return call =>
        {
            (OnnxTensor x, OnnxTensor indices) = (call[0], call[1]);
            int at = call.Axis(axis, x.Rank);
            if (indices.Rank != x.Rank
                || Enumerable.Range(0, x.Rank).Any(a => a != at && call[1].Dims[a] > call[0].Dims[a]))
            {
                throw call.Wrong($"takes values of {x} by {indices}, whose axes do not fit.");
            }

            int[] numbers = Numbers(call, indices, x.Dims[at]), strides = MovementOperators.Strides(x.Dims),
                index = new int[x.Rank];
            FreshTensor y = call.New(x.Type, indices.Dims.ToArray());
            int size = x.Type.Size();
            for (int i = 0; i < numbers.Length; i++)
            {
                int from = 0;
                for (int a = 0; a < index.Length; a++)
                {
                    from += (a == at ? numbers[i] : index[a]) * strides[a];
                }

                x.Bytes.Slice(from * size, size).CopyTo(y.Bytes.AsSpan(i * size));
                for (int a = index.Length - 1; a >= 0 && ++index[a] == indices.Dims[a]; a--)
                {
                    index[a] = 0;
                }
            }

            return [y.Done];
        };
    }

    private static NodeRun OneHot(OnnxNode node)
    {
        int axis = node.Small("axis", -1);
        return call =>
        {
            (OnnxTensor indices, OnnxTensor values) = (call[0], call[2]);
            int depth = int.CreateSaturating(call.Scalar(1)), at = call.Axis(axis, indices.Rank + 1);
            if (depth < 1 || values.Length != 2)
            {
                throw call.Wrong(
                    $"makes {depth} values from {values}: a depth of 1 or more and two values are expected.");
            }

            FreshTensor y = call.New(values.Type, [.. indices.Dims[..at], depth, .. indices.Dims[at..]]);
            int size = values.Type.Size(), inner = ShapeOperators.Product(indices.Dims[at..]);
            long[] numbers = call.Longs(indices);
            for (int i = 0; i < y.Bytes.Length / size; i++)
            {
                int place = i / inner % depth, from = (i / (inner * depth) * inner) + (i % inner);
                bool isThis = numbers[from] == place
                    || (numbers[from] + depth == place && indices.Type != OnnxType.UInt64);
                values.Bytes.Slice(isThis ? size : 0, size).CopyTo(y.Bytes.AsSpan(i * size));
            }

            return [y.Done];
        };
    }

    private static int[] Numbers(NodeCall call, OnnxTensor indices, int size)
    {
        if (indices.Type is not (OnnxType.Int32 or OnnxType.Int64))
        {
            throw call.Wrong($"takes values by {indices}: whole numbers are expected.");
        }

        long[] wide = call.Longs(indices);
        int[] numbers = call.Scratch<int>(wide.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            long n = wide[i];
            numbers[i] = n >= -size && n < size
                ? (int)(n < 0 ? n + size : n)
                : throw call.Wrong($"takes value {n} of an axis of {size}.");
        }

        return numbers;
    }
}
