namespace Carousel.Interchange.Onnx.Running;

/// <summary>How tensors of different sizes go together: axes are matched from the last, and a size of 1 is spread.</summary>
internal static class Broadcasting
{
    /// <summary>The sizes of the result.</summary>
    /// <param name="call">For messages.</param>
    /// <param name="tensors">One at least.</param>
    public static int[] Dims(NodeCall call, params ReadOnlySpan<OnnxTensor> tensors)
    {
        int rank = 0;
        foreach (OnnxTensor tensor in tensors)
        {
            rank = Math.Max(rank, tensor.Rank);
        }

        var dims = new int[rank];
        Array.Fill(dims, 1);
        foreach (OnnxTensor tensor in tensors)
        {
            int shift = rank - tensor.Rank;
            for (int i = 0; i < tensor.Rank; i++)
            {
                int size = tensor.Dims[i], at = i + shift;
                if (size != 1 && dims[at] != 1 && size != dims[at])
                {
                    throw call.Wrong($"is given tensors whose sizes do not go together: {string.Join(" and ", tensors.ToArray().Select(t => t.ToString()))}.");
                }

                dims[at] = size == 1 ? dims[at] : size;
            }
        }

        return dims;
    }

    /// <summary>How far apart neighbours of an axis lie in a tensor that is spread to sizes: 0 where it is spread.</summary>
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
