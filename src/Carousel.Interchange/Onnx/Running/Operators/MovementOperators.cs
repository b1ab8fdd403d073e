using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Operators that put values elsewhere: turn, spread, cut, join, pad and repeat.</summary>
internal static class MovementOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Transpose"] = Transpose,
        ["Expand"] = _ => Expand,
        ["Slice"] = Slice,
        ["Split"] = Split,
        ["Concat"] = Concat,
        ["Pad"] = PadOperator.Make,
        ["Tile"] = _ => Tile,
        ["ReverseSequence"] = ReverseSequence,
    };

    /// <summary>How far apart neighbours of each axis lie.</summary>
    public static int[] Strides(ReadOnlySpan<int> dims)
    {
        var strides = new int[dims.Length];
        for (int i = dims.Length - 1, stride = 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dims[i];
        }

        return strides;
    }

    private static NodeRun Transpose(OnnxNode node)
    {
        int[]? attribute = node.Wholes("perm");
        return call =>
        {
            OnnxTensor x = call[0];
            int[] order = attribute ?? [.. Enumerable.Range(0, x.Rank).Reverse()];
            if (order.Length != x.Rank || !order.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
            {
                throw call.Wrong($"turns {x} by [{OnnxTensor.Text(order)}], which is no order of its axes.");
            }

            int[] strides = Strides(x.Dims), dims = x.Dims.ToArray();
            return [
                StridedCopy.Run(
                    call, x, Array.ConvertAll(order, a => dims[a]), Array.ConvertAll(order, a => strides[a])),
            ];
        };
    }

    private static OnnxTensor[] Expand(NodeCall call)
    {
        int[] asked = call.Wholes(1);
        if (asked.FirstOrDefault(a => a < 0) is < 0 and int size)
        {
            throw call.Wrong($"asks for an axis of {size} values.");
        }

        // Sizes of 1 in the shape asked for leave those of x.
        int[] dims = Broadcasting.Pair(call[0].Dims, asked)
            ?? throw call.Wrong($"can't spread {call[0]} to [{OnnxTensor.Text(asked)}].");
        return [StridedCopy.Run(call, call[0], dims, Broadcasting.Strides(call[0].Dims, dims))];
    }

    private static NodeRun Slice(OnnxNode node)
    {
        int[]? starts = null, ends = null, axes = null;
        if (node.Version < 10)
        {
            starts = node.Wholes("starts") ?? throw node.Wrong("lacks its starts.");
            ends = node.Wholes("ends") ?? throw node.Wrong("lacks its ends.");
            axes = node.Wholes("axes");
        }

        return call =>
        {
            int[] from = starts ?? call.Wholes(1), to = ends ?? call.Wholes(2);
            int[] at = ShapeOperators.Axes(call, axes, 3) ?? [.. Enumerable.Range(0, from.Length)];
            int[] steps = call.Optional(4) is null ? [.. Enumerable.Repeat(1, from.Length)] : call.Wholes(4);
            if (to.Length != from.Length || at.Length != from.Length || steps.Length != from.Length
                || steps.Contains(0))
            {
                throw call.Wrong(
                    $"cuts from [{OnnxTensor.Text(from)}] to [{OnnxTensor.Text(to)}] on axes [{OnnxTensor.Text(at)}] "
                    + $"by steps [{OnnxTensor.Text(steps)}], which do not go together.");
            }

            return [Cut(call, from, to, call.Axes(at, call[0].Rank), steps)];
        };
    }

    private static OnnxTensor Cut(NodeCall call, int[] from, int[] to, int[] axes, int[] steps)
    {
        OnnxTensor x = call[0];
        int[] dims = x.Dims.ToArray(), strides = Strides(x.Dims);
        int offset = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i], size = x.Dims[axis];
            long step = steps[i], start = from[i] < 0 ? (long)from[i] + size : from[i],
                end = to[i] < 0 ? (long)to[i] + size : to[i];

            // Backwards the first may be the last value, and the end stands before the first.
            (start, end) = step > 0
                ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size))
                : (Math.Clamp(start, -1, size - 1L), Math.Clamp(end, -1, size - 1L));
            long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
            dims[axis] = (int)Math.Max(count, 0);
            offset += dims[axis] > 0 ? (int)start * strides[axis] : 0;
            strides[axis] = dims[axis] > 1 ? strides[axis] * (int)step : 0;
        }

        return StridedCopy.Run(call, x, dims, strides, offset);
    }

    private static NodeRun Split(OnnxNode node)
    {
        int axis = node.Small("axis", 0),
            parts = node.Version >= 18 ? node.Small("num_outputs", node.Outputs.Length) : node.Outputs.Length;
        int[]? attribute = node.Version < 13 ? node.Wholes("split") : null;
        return call =>
        {
            OnnxTensor x = call[0];
            int at = call.Axis(axis, x.Rank), size = x.Dims[at];
            int[] sizes = ShapeOperators.Axes(call, attribute, 1) ?? EqualParts(call, size, parts, node.Version);
            if (sizes.Length < node.Outputs.Length || sizes.Any(s => s < 0) || sizes.Sum(s => (long)s) != size)
            {
                throw call.Wrong(
                    $"splits axis {at} of {x} into [{OnnxTensor.Text(sizes)}], which are not its {size} values "
                    + $"for {node.Outputs.Length} outputs.");
            }

            int[] strides = Strides(x.Dims);
            var results = new OnnxTensor[sizes.Length];
            for (int i = 0, start = 0; i < sizes.Length; start += sizes[i++])
            {
                int[] dims = x.Dims.ToArray();
                dims[at] = sizes[i];
                results[i] = StridedCopy.Run(call, x, dims, strides, start * strides[at]);
            }

            return results;
        };
    }

    private static int[] EqualParts(NodeCall call, int size, int parts, long version)
    {
        if (parts < 1 || parts > Math.Max(size, call.Node.Outputs.Length) || (version < 18 && size % parts != 0))
        {
            throw call.Wrong($"splits {size} values into {parts} equal parts.");
        }

        int part = (size + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(size - (i * part), 0, part))];
    }

    private static NodeRun Concat(OnnxNode node)
    {
        int axis = node.Small("axis", node.Has("axis") ? 0 : throw node.Wrong("lacks its axis."));
        return call =>
        {
            OnnxTensor first = call[0];
            int at = call.Axis(axis, first.Rank);
            int[] dims = first.Dims.ToArray();
            for (int i = 1; i < call.Count; i++)
            {
                OnnxTensor next = call[i];
                if (next.Type != first.Type || next.Rank != first.Rank
                    || Enumerable.Range(0, first.Rank).Any(a => a != at && call[i].Dims[a] != call[0].Dims[a]))
                {
                    throw call.Wrong($"joins {first} and {next} on axis {at}: type and other axes have to be equal.");
                }

                dims[at] = (int)Math.Min((long)dims[at] + next.Dims[at], int.MaxValue);
            }

            FreshTensor y = call.New(first.Type, dims);
            int inner = ShapeOperators.Product(dims.AsSpan(at + 1)) * first.Type.Size(),
                outer = ShapeOperators.Product(dims.AsSpan(0, at));
            for (int i = 0, start = 0; i < call.Count && y.Bytes.Length > 0; start += call[i++].Dims[at])
            {
                int part = call[i].Dims[at] * inner;
                for (int o = 0; o < outer; o++)
                {
                    call[i].Bytes.Slice(o * part, part)
                        .CopyTo(y.Bytes.AsSpan((o * dims[at] * inner) + (start * inner)));
                }
            }

            return [y.Done];
        };
    }

    // Each axis as two: over the copies with distance 0, then over the values.
    private static OnnxTensor[] Tile(NodeCall call)
    {
        OnnxTensor x = call[0];
        int[] repeats = call.Wholes(1), strides = Strides(x.Dims), dims = x.Dims.ToArray();
        if (repeats.Length != x.Rank || repeats.Any(r => r < 0))
        {
            throw call.Wrong($"repeats {x} [{OnnxTensor.Text(repeats)}] times; a number for each axis is expected.");
        }

        int[] whole = [.. dims.Select((d, i) => (int)Math.Min((long)d * repeats[i], int.MaxValue))];
        OnnxTensor y = StridedCopy.Run(
            call, x, [.. dims.SelectMany((d, i) => new[] { repeats[i], d })],
            [.. strides.SelectMany(s => new[] { 0, s })]);
        return [y.As(whole)];
    }

    private static NodeRun ReverseSequence(OnnxNode node)
    {
        int batchAxis = node.Small("batch_axis", 1), timeAxis = node.Small("time_axis", 0);
        if ((batchAxis, timeAxis) is not ((0, 1) or (1, 0)))
        {
            throw node.Wrong($"has batch_axis = {batchAxis} and time_axis = {timeAxis}, where 0 and 1 are expected.");
        }

        return call =>
        {
            OnnxTensor x = call[0].Rank >= 2
                ? call[0]
                : throw call.Wrong($"expects two axes or more, but is given {call[0]}.");
            int[] lengths = call.Wholes(1);
            (int batch, int time) = (x.Dims[batchAxis], x.Dims[timeAxis]);
            if (lengths.Length != batch || lengths.Any(l => l < 0 || l > time))
            {
                throw call.Wrong(
                    $"is given the lengths [{OnnxTensor.Text(lengths)}] for {batch} sequences of up to {time} steps.");
            }

            FreshTensor y = call.New(x.Type, x.Dims.ToArray());
            int row = ShapeOperators.Product(x.Dims[2..]) * x.Type.Size();
            for (int b = 0; b < batch; b++)
            {
                for (int t = 0; t < time; t++)
                {
                    int from = t < lengths[b] ? lengths[b] - 1 - t : t;
                    int At(int step) => (timeAxis == 0 ? (step * batch) + b : (b * time) + step) * row;
                    x.Bytes.Slice(At(from), row).CopyTo(y.Bytes.AsSpan(At(t)));
                }
            }

            return [y.Done];
        };
    }
}
