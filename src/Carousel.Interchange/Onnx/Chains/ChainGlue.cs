namespace Carousel.Interchange.Onnx;

/// <summary>Operators that move values and compute none: they change where steps, sequences and values lie.</summary>
internal static class ChainGlue
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, ChainValue>> All { get; } =
        new Dictionary<string, Func<ChainNode, ChainValue>>
        {
            ["Identity"] = node => node.Rows(0),
            ["Dropout"] = node => node.Single(2) is double.NaN or 0
                ? node.Rows(0)
                : throw node.Refused("drops values at random, as in training"),
            ["Cast"] = Cast,
            ["Transpose"] = Transpose,
            ["Squeeze"] = Squeeze,
            ["Unsqueeze"] = Unsqueeze,
            ["Reshape"] = Reshape,
            ["Flatten"] = Flatten,
            ["Shape"] = Shape,
            ["Slice"] = Slice,
            ["Gather"] = Gather,
            ["Concat"] = Concat,
        };

    /// <summary>The one operator that gives several parts.</summary>
    public const string Split = "Split";

    /// <summary>The parts of an axis.</summary>
    public static ChainValue[] SplitUp(ChainNode node)
    {
        ChainValue value = Parted(node);
        int axis = node.Axis(node.Node.Small("axis", 0), (value as RowsValue)?.Shape.Rank ?? 3),
            count = node.Node.Outputs.Length;
        int size = (value as RowsValue)?.Shape.Dims[axis] ?? ((StatesValue)value).Parts.Count;
        int[] sizes = (node.Node.Version >= 13 ? node.Wholes(1) : node.Node.Wholes("split"))
            ?? [.. Enumerable.Repeat(size / count, count)];
        if (sizes.Length != count || sizes.Any(s => s < 1) || sizes.Sum(s => (long)s) != size)
        {
            throw node.Refused($"splits an axis of {size} into {count} parts that do not fit it");
        }

        return [
            .. sizes.Select(
                (part, i) => count == 1 ? value : ChainStates.Part(node, value, axis, sizes.Take(i).Sum(), part)),
        ];
    }

    /// <summary>
    /// Between real types a cast rounds, which the check weighs; numbers of symbols stay what they are.
    /// </summary>
    private static RowsValue Cast(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        var type = (OnnxType)node.Node.Small("to", (int)OnnxType.Float32);
        return (rows.Width == 0 ? type is OnnxType.Int32 or OnnxType.Int64 : type.IsReal()) ? rows
            : throw node.Refused(
                rows.Width == 0
                    ? "converts the numbers of symbols to another type"
                    : "converts values to whole numbers or to true and false");
    }

    private static RowsValue Transpose(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int[] order = node.Node.Wholes("perm") ?? [.. Enumerable.Range(0, rows.Shape.Rank).Reverse()];
        return order.Order().SequenceEqual(Enumerable.Range(0, rows.Shape.Rank))
            ? rows with { Shape = rows.Shape.Turned(order) }
            : throw node.Node.Wrong(
                $"has perm = [{string.Join(", ", order)}], but its tensor has {rows.Shape.Rank} axes.");
    }

    private static RowsValue Squeeze(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int[] dims = rows.Shape.Dims;
        int[] axes = node.Axes(rows.Shape.Rank, 13) ?? [.. Enumerable.Range(0, dims.Length).Where(a => dims[a] == 1)];
        ChainShape shape = rows.Shape;
        foreach (int axis in axes.Distinct().OrderDescending())
        {
            shape = dims[axis] == 1
                ? shape.Without(axis)
                : throw node.Node.Wrong($"removes the axis {axis}, which has {dims[axis]} values.");
        }

        return rows with { Shape = shape };
    }

    private static RowsValue Unsqueeze(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int[]? given = node.Node.Version >= 13 ? node.Wholes(1) : node.Node.Wholes("axes");
        int rank = rows.Shape.Rank + (given?.Length ?? 0);
        ChainShape shape = rows.Shape;
        foreach (int axis in (given ?? throw node.Node.Wrong("lacks its axes.")).Select(a => node.Axis(a, rank))
            .Order())
        {
            shape = shape.Opened(axis);
        }

        return rows with { Shape = shape };
    }

    private static RowsValue Reshape(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int[] from = rows.Shape.Dims, to = node.Wholes(1) ?? throw node.Node.Wrong("lacks its sizes.");
        bool keepsZeros = node.Node.Switch("allowzero");
        to = [.. to.Select((d, i) => d == 0 && !keepsZeros && i < from.Length ? from[i] : d)];
        long all = from.Aggregate(1L, (p, d) => p * d), said = to.Where(d => d >= 0).Aggregate(1L, (p, d) => p * d);
        return Regrouped(node, rows, [.. to.Select(d => d < 0 && said > 0 ? (int)(all / said) : d)]);
    }

    private static RowsValue Flatten(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int axis = node.Node.Small("axis", 1), rank = rows.Shape.Rank;
        int at = axis == rank ? rank : node.Axis(axis, rank);
        int Product(IEnumerable<int> dims) => (int)Math.Min(dims.Aggregate(1L, (p, d) => p * d), int.MaxValue);
        return Regrouped(node, rows, [Product(rows.Shape.Dims.Take(at)), Product(rows.Shape.Dims.Skip(at))]);
    }

    private static RowsValue Regrouped(ChainNode node, RowsValue rows, int[] dims) =>
        rows with
        {
            Shape = rows.Shape.Regrouped(dims)
                ?? throw node.Refused("splits steps, sequences or values of a step into parts"),
        };

    private static KnownValue Shape(ChainNode node)
    {
        int[] dims = node.Rows(0).Shape.Dims;
        int first = Math.Clamp(From(node.Node.Small("start", 0)), 0, dims.Length),
            last = Math.Clamp(From(node.Node.Small("end", dims.Length)), first, dims.Length);
        int From(int place) => place < 0 ? place + dims.Length : place;
        return new KnownValue(OnnxTensor.Of([.. dims[first..last].Select(d => (long)d)], last - first))
        {
            IsMade = true,
        };
    }

    private static ChainValue Slice(ChainNode node)
    {
        int rank = node.At(0) is RowsValue own ? own.Shape.Rank : 3;
        bool isInput = node.Node.Version >= 10;
        int[] starts = (isInput ? node.Wholes(1) : node.Node.Wholes("starts"))
            ?? throw node.Node.Wrong("lacks its starts.");
        int[] ends = (isInput ? node.Wholes(2) : node.Node.Wholes("ends")) ?? throw node.Node.Wrong("lacks its ends.");
        int[] axes = (isInput ? node.Wholes(3) : node.Node.Wholes("axes")) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] strides = (isInput ? node.Wholes(4) : null) ?? [.. starts.Select(_ => 1)];
        if (starts.Length != ends.Length || starts.Length != axes.Length || strides.Any(s => s != 1))
        {
            throw node.Refused("takes steps in another order or with gaps");
        }

        ChainValue value = Parted(node);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = node.Axis(axes[i], rank),
                size = value is StatesValue states ? states.Parts.Count : ((RowsValue)value).Shape.Dims[axis];
            int first = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size),
                last = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], 0, size);
            if (value is RowsValue placed && IsBound(node, placed.Shape, axis, starts[i], ends[i]))
            {
                throw node.Refused(
                    $"takes places {starts[i]} to {ends[i]} of an axis of free size, so it would cut "
                    + $"longer ones");
            }

            value = first == 0 && last == size ? value : ChainStates.Part(node, value, axis, first, last - first);
        }

        return value;
    }

    /// <summary>
    /// Whether places are counted up to a fixed number of a free axis; what is computed of its size is not fixed, and
    /// the ends of 32 bits are all of it.
    /// </summary>
    private static bool IsBound(ChainNode node, ChainShape shape, int axis, int start, int end)
    {
        if (!shape[axis].Any(f => f.IsFree))
        {
            return false;
        }

        long size = shape.Dims[axis];
        bool isMade = node.At(2) is KnownValue { IsMade: true },
            isMadeStart = node.At(1) is KnownValue { IsMade: true };
        return (end < int.MaxValue && (end > size || (end == size && !isMade)))
            || (start > -int.MaxValue && (start < -size || (start == -size && !isMadeStart)));
    }

    private static ChainValue Gather(ChainNode node)
    {
        if (node.At(0) is KnownValue { Tensor: { Rank: 2 } table })
        {
            return ChainDense.Embedded(node, table);
        }

        OnnxTensor index = node.Known(1);
        ChainValue value = Parted(node);
        RowsValue? rows = value as RowsValue;
        int axis = node.Axis(node.Node.Small("axis", 0), rows?.Shape.Rank ?? 3);
        if (index.Length != 1)
        {
            throw node.Refused("takes several places of an axis");
        }

        int size = rows?.Shape.Dims[axis] ?? ((StatesValue)value).Parts.Count, place = node.Wholes(1)![0];
        ChainValue part = size == 1 && rows is not null
            ? rows
            : ChainStates.Part(node, value, axis, place < 0 ? place + size : place, 1);
        return index.Rank == 0 && part is RowsValue one ? one with { Shape = one.Shape.Without(axis) } : part;
    }

    /// <summary>Rows or stacked states, of which parts can be taken.</summary>
    private static ChainValue Parted(ChainNode node) => node.At(0) is StatesValue states ? states : node.Rows(0);

    private static ChainValue Concat(ChainNode node)
    {
        int axis = node.Node.Small("axis", 0);
        return ChainStates.Joined(node, axis < 0 && node.At(0) is RowsValue rows ? axis + rows.Shape.Rank : axis);
    }
}
