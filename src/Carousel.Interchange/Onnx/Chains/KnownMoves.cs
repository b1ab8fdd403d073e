namespace Carousel.Interchange.Onnx;

/// <summary>Operators that move known values, such as sizes and weights, and compute none.</summary>
internal static class KnownMoves
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, OnnxTensor[]>> All { get; } =
        new Dictionary<string, Func<ChainNode, OnnxTensor[]>>
        {
            ["Identity"] = node => [node.Known(0)],
            ["Dropout"] = node => [node.Known(0)],
            ["Reshape"] = Reshape,
            ["Flatten"] = Flatten,
            ["Squeeze"] = Squeeze,
            ["Unsqueeze"] = Unsqueeze,
            ["Transpose"] = Transpose,
            ["Slice"] = Slice,
            ["Split"] = Split,
            ["Gather"] = Gather,
            ["Concat"] = Concat,
            ["Expand"] = Expand,
        };

    /// <summary>How many values sizes are; at most the largest number of 32 bits.</summary>
    public static int Count(IEnumerable<int> dims)
    {
        long product = 1;
        foreach (int dim in dims)
        {
            product = Math.Min(product * dim, int.MaxValue);
        }

        return (int)product;
    }

    /// <summary>How many bytes a tensor takes; the largest number of 64 bits if they are more.</summary>
    public static long Bytes(OnnxType type, IEnumerable<int> dims)
    {
        long bytes = type.Size();
        foreach (int dim in dims.Order())
        {
            bytes = dim > 0 && bytes > long.MaxValue / dim ? long.MaxValue : bytes * dim;
        }

        return bytes;
    }

    /// <summary>How far apart neighbours of each axis are; 0 on an axis of one value, which is spread.</summary>
    /// <param name="from">The sizes of a tensor.</param>
    /// <param name="rank">Axes of the result; those that the tensor lacks are in front.</param>
    public static int[] Strides(ReadOnlySpan<int> from, int rank)
    {
        var strides = new int[rank];
        for (int axis = from.Length - 1, stride = 1; axis >= 0; stride *= from[axis--])
        {
            strides[axis + rank - from.Length] = from[axis] == 1 ? 0 : stride;
        }

        return strides;
    }

    /// <summary>The sizes to which two tensors are spread.</summary>
    public static int[] Spread(ChainNode node, ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        var dims = new int[Math.Max(one.Length, other.Length)];
        for (int back = 1; back <= dims.Length; back++)
        {
            int a = back <= one.Length ? one[^back] : 1, b = back <= other.Length ? other[^back] : 1;
            dims[^back] = a == b || b == 1 ? a
                : a == 1 ? b
                : throw node.Node.Wrong(
                    $"is given tensors whose sizes do not match: [{OnnxTensor.Text(one)}] and "
                    + $"[{OnnxTensor.Text(other)}].");
        }

        return dims;
    }

    /// <summary>Goes through the places of some sizes in order.</summary>
    /// <param name="dims">The sizes.</param>
    /// <param name="strides">How far apart neighbours of each axis are in the source.</param>
    /// <param name="offset">The first place in the source.</param>
    /// <returns>For each place that of the source.</returns>
    public static IEnumerable<int> Places(int[] dims, int[] strides, int offset = 0)
    {
        var index = new int[dims.Length];
        int count = Count(dims), from = offset;
        for (int k = 0; k < count; k++)
        {
            yield return from;
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < dims[axis])
                {
                    break;
                }

                from -= strides[axis] * dims[axis];
                index[axis] = 0;
            }
        }
    }

    /// <summary>Values at regular distances.</summary>
    private static OnnxTensor Moved(ChainNode node, OnnxTensor x, int[] dims, int[] strides, int offset = 0)
    {
        int size = x.Type.Size(), to = 0;
        byte[] bytes = node.NewBytes(Bytes(x.Type, dims));
        foreach (int from in Places(dims, strides, offset))
        {
            x.Bytes.Slice(from * size, size).CopyTo(bytes.AsSpan(size * to++));
        }

        return new OnnxTensor(x.Type, dims, bytes);
    }

    private static OnnxTensor[] Reshape(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] dims = node.Reshaped(x.Dims.ToArray());
        return dims.All(d => d >= 0) && Count(dims) == x.Length
            ? [x.As(dims)]
            : throw node.Node.Wrong($"can't give {x} the sizes [{OnnxTensor.Text(dims)}]: it has {x.Length} values.");
    }

    private static OnnxTensor[] Flatten(ChainNode node) =>
        [node.Known(0).As(node.Flattened(node.Known(0).Dims.ToArray()))];

    private static OnnxTensor[] Squeeze(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] dims = x.Dims.ToArray(), axes = node.Squeezed(dims);
        return [x.As([.. dims.Where((_, a) => !axes.Contains(a))])];
    }

    private static OnnxTensor[] Unsqueeze(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] axes = node.Unsqueezed(x.Rank);
        var dims = new Queue<int>(x.Dims.ToArray());
        return [
            x.As([
                .. Enumerable.Range(0, x.Rank + axes.Length).Select(a => axes.Contains(a) ? 1 : dims.Dequeue()),
            ]),
        ];
    }

    private static OnnxTensor[] Transpose(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] order = node.Turned(x.Rank), strides = Strides(x.Dims, x.Rank), dims = x.Dims.ToArray();
        return [Moved(node, x, [.. order.Select(a => dims[a])], [.. order.Select(a => strides[a])])];
    }

    private static OnnxTensor[] Slice(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] dims = x.Dims.ToArray(), strides = Strides(x.Dims, x.Rank);
        int offset = 0;
        foreach ((int axis, int from, int to, int step) in node.Slices(x.Rank))
        {
            int size = x.Dims[axis];
            long start = from < 0 ? (long)from + size : from, end = to < 0 ? (long)to + size : to;

            // Backwards the first may be the last value, and the end is before the first.
            (start, end) = step > 0
                ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size))
                : (Math.Clamp(start, -1, size - 1L), Math.Clamp(end, -1, size - 1L));
            long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
            dims[axis] = (int)Math.Max(count, 0);
            offset += dims[axis] > 0 ? (int)start * strides[axis] : 0;
            strides[axis] = dims[axis] > 1 ? strides[axis] * step : 0;
        }

        return [Moved(node, x, dims, strides, offset)];
    }

    private static OnnxTensor[] Split(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int axis = node.Axis(node.Node.Small("axis", 0), x.Rank);
        int[] sizes = node.Parts(x.Dims[axis]), strides = Strides(x.Dims, x.Rank);
        return [
            .. sizes.Select((part, i) =>
            {
                int[] dims = x.Dims.ToArray();
                dims[axis] = part;
                return Moved(node, x, dims, strides, sizes.Take(i).Sum() * strides[axis]);
            }),
        ];
    }

    private static OnnxTensor[] Gather(ChainNode node)
    {
        (OnnxTensor x, OnnxTensor index) = (node.Known(0), node.Known(1));
        int axis = node.Axis(node.Node.Small("axis", 0), x.Rank), size = x.Dims[axis];
        int[] places = [.. (node.Wholes(1) ?? []).Select(i => i < 0 ? i + size : i)];
        if (Array.Exists(places, i => i < 0 || i >= size))
        {
            throw node.Node.Wrong($"takes values of {x} by numbers outside axis {axis}, which has {size} values.");
        }

        int row = Count(x.Dims[(axis + 1)..].ToArray()) * x.Type.Size(), outer = Count(x.Dims[..axis].ToArray());
        int[] dims = [.. x.Dims[..axis], .. index.Dims, .. x.Dims[(axis + 1)..]];
        byte[] bytes = node.NewBytes(Bytes(x.Type, dims));
        for (int k = 0; k < outer * places.Length && row > 0; k++)
        {
            x.Bytes.Slice(((k / places.Length * size) + places[k % places.Length]) * row, row)
                .CopyTo(bytes.AsSpan(k * row));
        }

        return [new OnnxTensor(x.Type, dims, bytes)];
    }

    private static OnnxTensor[] Concat(ChainNode node)
    {
        OnnxTensor first = node.Known(0);
        int axis = node.Axis(node.Node.Small("axis", 0), first.Rank);
        int[] dims = first.Dims.ToArray();
        OnnxTensor[] parts = [.. Enumerable.Range(0, node.Inputs.Count).Select(node.Known)];
        foreach (OnnxTensor next in parts.Skip(1))
        {
            int[] others = next.Dims.ToArray();
            if (next.Type != first.Type || next.Rank != first.Rank
                || others.Where((d, a) => a != axis && d != dims[a]).Any())
            {
                throw node.Node.Wrong(
                    $"joins {first} and {next} on axis {axis}: type and other axes must be equal.");
            }

            dims[axis] = (int)Math.Min((long)dims[axis] + others[axis], int.MaxValue);
        }

        int inner = Count(dims.Skip(axis + 1)) * first.Type.Size(), outer = Count(dims.Take(axis)), to = 0;
        byte[] bytes = node.NewBytes(Bytes(first.Type, dims));
        for (int o = 0; o < outer && bytes.Length > 0; o++)
        {
            foreach (OnnxTensor one in parts)
            {
                int part = one.Dims[axis] * inner;
                one.Bytes.Slice(o * part, part).CopyTo(bytes.AsSpan(to));
                to += part;
            }
        }

        return [new OnnxTensor(first.Type, dims, bytes)];
    }

    private static OnnxTensor[] Expand(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int[] asked = node.Wholes(1) ?? throw node.Node.Wrong("lacks its sizes.");
        int[] dims = asked.All(d => d >= 0)
            ? Spread(node, x.Dims, asked)
            : throw node.Node.Wrong($"asks for the sizes [{OnnxTensor.Text(asked)}].");
        return [Moved(node, x, dims, Strides(x.Dims, dims.Length))];
    }
}
