using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>
/// Takes single steps and directions out of rows, and joins last states.
/// </summary>
internal static class ChainStates
{
    private const int MostStates = 128;

    /// <summary>Some places of an axis, which stays.</summary>
    public static ChainValue Part(ChainNode node, ChainValue value, int axis, int first, int count)
    {
        if (value is StatesValue states)
        {
            return axis == 0 && first >= 0 && first + count <= states.Parts.Count && count > 0
                ? Stacked([.. states.Parts.Skip(first).Take(count)])
                : throw node.Refused("takes a part of last states that are stacked");
        }

        var rows = (RowsValue)value;
        if (rows.Shape.Is(axis, node.Steps.Kind) && count == 1
            && rows is { Part: ChainPart.Whole, Width: > 0, Path.Last.Design: { } last })
        {
            ChainShape shape = rows.Shape.With(axis);
            return first == node.Steps.Size - 1
                ? rows with { Path = rows.Path.Pooled(NetworkPooling.Last, rows.Width), Shape = shape }
                : first == 0 && (last.Reverse || (last.Bidirectional && rows.Direction == 1))
                    ? rows with { Path = rows.Path.Pooled(NetworkPooling.Final, rows.Width), Shape = shape }
                    : first == 0 && last.Bidirectional && rows.Direction is null
                        ? rows with { Part = ChainPart.FirstStep, Shape = shape }
                        : throw node.Refused("takes steps other than the last");
        }

        return ChainDirections.One(node, rows, axis, first, count)
            ?? throw node.Refused(
                rows.Shape.Is(axis, node.Steps.Kind) ? "takes steps other than the last" : "takes a part of an axis");
    }

    /// <summary>
    /// Joined states: the two directions of a layer are its last states, others are stacked.
    /// </summary>
    public static ChainValue Joined(ChainNode node, int axis)
    {
        if (node.Inputs is [RowsValue single])
        {
            return single;
        }

        if (node.Inputs is [RowsValue { Part: ChainPart.Whole, Direction: null }, KnownValue])
        {
            throw node.Refused("joins constants or another input to the values of a step");
        }

        RowsValue[] parts =
        [
            .. node.Inputs.SelectMany(
                i => i is StatesValue states && axis == 0
                    ? states.Parts.Select(p => p with { Shape = p.Shape.Opened(0) })
                    : [i as RowsValue ?? throw Strange(node)]),
        ];
        if (parts.Length > MostStates)
        {
            throw node.Refused($"joins more than {MostStates} states");
        }

        if (axis == 0 && parts.All(IsFinal) && parts.All(p => p.Shape.Rank == 3))
        {
            return Stacked([.. parts.SelectMany(Directions)]);
        }

        return parts is [var ahead, var back] && ChainDirections.Joined(ahead, back, axis) is { } both
            ? both
            : throw Strange(node);
    }

    private static OnnxNotTakenException Strange(ChainNode node) =>
        node.Refused(
            "joins values that are not the forward and reverse directions of one layer, or of two layers of one kind "
            + "and size that read the same values");

    private static bool IsFinal(RowsValue rows) =>
        rows is
        {
            Part: ChainPart.Whole,
            Path.Last.Design: { Kind: NetworkLayerKind.Pooling, Pooling: NetworkPooling.Final }
        };

    /// <summary>[1, B, H] or [2, B, H] as [B, H] each.</summary>
    private static IEnumerable<RowsValue> Directions(RowsValue rows) => rows.Shape.Is(0, ChainFactorKind.Direction)
        ? [
            rows with { Direction = 0, Shape = rows.Shape.Without(0) },
            rows with { Direction = 1, Shape = rows.Shape.Without(0) },
        ]
        : [rows with { Shape = rows.Shape.Without(0) }];

    /// <summary>Stacks parts along the first axis; the two directions of one layer become its whole state.</summary>
    private static ChainValue Stacked(IReadOnlyList<RowsValue> parts) => parts switch
    {
        [var single] => single with { Shape = single.Shape.Opened(0) },
        [{ Direction: 0 } ahead, { Direction: 1 } back] when ahead.Path.IsSame(back.Path) =>
            ahead with
            {
                Direction = null,
                Shape = ahead.Shape.Opened(0).With(0, new ChainFactor(ChainFactorKind.Direction, 2)),
            },
        _ => new StatesValue(parts),
    };
}
