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
        int axis = node.Axis(node.Node.Small("axis", 0), (value as RowsValue)?.Shape.Rank ?? 3);
        int[] sizes = node.Parts((value as RowsValue)?.Shape.Dims[axis] ?? ((StatesValue)value).Parts.Count);
        return [
            .. sizes.Select(
                (part, i) => sizes.Length == 1
                    ? value : ChainStates.Part(node, value, axis, sizes.Take(i).Sum(), part)),
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
        return rows with { Shape = rows.Shape.Turned(node.Turned(rows.Shape.Rank)) };
    }

    private static RowsValue Squeeze(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        return rows with
        {
            Shape = node.Squeezed(rows.Shape.Dims).Distinct().OrderDescending()
                .Aggregate(rows.Shape, (shape, axis) => shape.Without(axis)),
        };
    }

    private static RowsValue Unsqueeze(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        return rows with
        {
            Shape = node.Unsqueezed(rows.Shape.Rank).Aggregate(rows.Shape, (shape, axis) => shape.Opened(axis)),
        };
    }

    private static RowsValue Reshape(ChainNode node) =>
        Regrouped(node, node.Rows(0), node.Reshaped(node.Rows(0).Shape.Dims));

    private static RowsValue Flatten(ChainNode node) =>
        Regrouped(node, node.Rows(0), node.Flattened(node.Rows(0).Shape.Dims));

    private static RowsValue Regrouped(ChainNode node, RowsValue rows, int[] dims) =>
        rows with
        {
            Shape = rows.Shape.Regrouped(dims)
                ?? throw node.Refused("splits steps, sequences or values of a step into parts"),
        };

    private static KnownValue Shape(ChainNode node) =>
        new(node.ShapeOf(node.Rows(0).Shape.Dims)) { IsMade = true };

    private static ChainValue Slice(ChainNode node)
    {
        ChainValue value = Parted(node);
        foreach ((int axis, int start, int end, int step) in node.Slices((value as RowsValue)?.Shape.Rank ?? 3))
        {
            if (step != 1)
            {
                throw node.Refused("takes steps in another order or with gaps");
            }

            int size = value is StatesValue states ? states.Parts.Count : ((RowsValue)value).Shape.Dims[axis];
            int first = Math.Clamp(start < 0 ? start + size : start, 0, size),
                last = Math.Clamp(end < 0 ? end + size : end, 0, size);
            if (value is RowsValue placed && IsBound(node, placed.Shape, axis, start, end))
            {
                throw node.Refused(
                    $"takes places {start} to {end} of an axis of free size, so it would cut "
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
