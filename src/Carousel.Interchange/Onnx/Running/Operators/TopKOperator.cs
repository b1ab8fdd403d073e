using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>
/// TopK: the largest or the smallest values along an axis, in their order, and where they stood. Of equal values the
/// first comes first.
/// </summary>
internal static class TopKOperator
{
    /// <summary>Reads the attributes.</summary>
    public static NodeRun Make(OnnxNode node)
    {
        int axis = node.Small("axis", -1);

        // The count is an attribute up to version 9, then an input. Values that need not be sorted may be.
        int? attribute = node.Version < 10 ? node.Small("k", 0) : null;
        bool takesLargest = node.Version < 11 || node.Switch("largest", true);
        _ = node.Version < 11 || node.Switch("sorted", true);
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis(axis, x.Rank), size = x.Dims[at],
                count = attribute ?? int.CreateSaturating(call.Scalar(1));
            return count >= 0 && count <= size
                ? Run(call, x, at, count, takesLargest)
                : throw call.Wrong($"takes {count} values of an axis of {size}.");
        };
    }

    private static OnnxTensor[] Run(NodeCall call, OnnxTensor x, int axis, int count, bool takesLargest)
    {
        int[] dims = [.. x.Dims[..axis], count, .. x.Dims[(axis + 1)..]];
        FreshTensor values = call.New(x.Type, dims), places = call.New(OnnxType.Int64, dims);
        int size = x.Dims[axis], width = x.Type.Size(), inner = ShapeOperators.Product(x.Dims[(axis + 1)..]),
            outer = ShapeOperators.Product(x.Dims[..axis]);
        int[] order = call.Scratch<int>(size);
        IComparer<int> comparer = Comparer(call, x, takesLargest);
        for (int row = 0; row < outer * inner; row++)
        {
            int first = (row / inner * size * inner) + (row % inner),
                to = (row / inner * count * inner) + (row % inner);
            for (int k = 0; k < size; k++)
            {
                order[k] = first + (k * inner);
            }

            order.AsSpan().Sort(comparer);
            for (int k = 0; k < count; k++)
            {
                x.Bytes.Slice(order[k] * width, width).CopyTo(values.Bytes.AsSpan((to + (k * inner)) * width));
                places.Values<long>()[to + (k * inner)] = (order[k] - first) / inner;
            }
        }

        return [values.Done, places.Done];
    }

    /// <summary>Compares places by their values, then by their order.</summary>
    private static Comparer<int> Comparer(NodeCall call, OnnxTensor x, bool takesLargest)
    {
        if (x.Type.IsReal())
        {
            double[] reals = call.Doubles(x);
            return Comparer<int>.Create(
                (a, b) =>
                    (takesLargest ? reals[b].CompareTo(reals[a]) : reals[a].CompareTo(reals[b])) is var by and not 0
                    ? by
                    : a.CompareTo(b));
        }

        long[] wholes = call.Keys(x);
        return Comparer<int>.Create(
            (a, b) =>
                (takesLargest ? wholes[b].CompareTo(wholes[a]) : wholes[a].CompareTo(wholes[b])) is var by and not 0
                ? by
                : a.CompareTo(b));
    }
}
