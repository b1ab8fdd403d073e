namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// How tensors of different sizes go together: axes are matched from the last, and a size of 1 is spread.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The sizes of the result.</summary>
    /// <param name="call">For messages.</param>
    /// <param name="tensors">One at least.</param>
    public static int[] Dims(NodeCall call, params ReadOnlySpan<OnnxTensor> tensors)
    {
        int[] dims = [];
        foreach (OnnxTensor tensor in tensors)
        {
            dims = Pair(dims, tensor.Dims)
                ?? throw call.Wrong(
                    $"is given tensors whose sizes do not go "
                    + $"together: {string.Join(" and ", tensors.ToArray().Select(t => t.ToString()))}.");
        }

        return dims;
    }

    /// <summary>The sizes that two go together to, or null where they do not.</summary>
    public static int[]? Pair(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var dims = new int[Math.Max(one.Length, other.Length)];
        for (int back = 1; back <= dims.Length; back++)
        {
            int a = back <= one.Length ? one[^back] : 1, b = back <= other.Length ? other[^back] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            dims[^back] = a == 1 ? b : a;
        }

        return dims;
    }

    /// <summary>
    /// How far apart neighbours of an axis lie in a tensor that is spread to sizes: 0 where it is spread.
    /// </summary>
    /// <param name="from">The tensor's sizes.</param>
    /// <param name="to">Sizes that it is spread to.</param>
    public static int[] Strides(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        var strides = new int[to.Length];
        int stride = 1;
        for (int i = from.Length - 1; i >= 0; i--)
        {
            strides[i + to.Length - from.Length] = from[i] == 1 ? 0 : stride;
            stride *= from[i];
        }

        return strides;
    }
}
