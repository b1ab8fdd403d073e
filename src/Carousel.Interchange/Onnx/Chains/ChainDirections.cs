using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>Splits and joins forward and reverse directions, of one node or of two.</summary>
internal static class ChainDirections
{
    /// <summary>The weights of a layer in both directions.</summary>
    public static Dictionary<string, float[]> Both(
        IReadOnlyDictionary<string, float[]> forward, IReadOnlyDictionary<string, float[]> reverse) =>
        forward.Select(w => KeyValuePair.Create("forward." + w.Key, w.Value))
            .Concat(reverse.Select(w => KeyValuePair.Create("reverse." + w.Key, w.Value)))
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>One direction of a layer in both.</summary>
    /// <returns>Null where the places of the axis are something else.</returns>
    public static RowsValue? One(ChainNode node, RowsValue rows, int axis, int first, int count)
    {
        bool isApart = rows.Shape.Is(axis, ChainFactorKind.Direction) && count == 1;
        int units = rows.Width / 2;
        bool isBeside = rows.Shape[axis] is [{ Kind: ChainFactorKind.Direction }, ..] && count == units
            && first % count == 0;
        if (rows.Direction is not null || !(isApart || isBeside)
            || rows.Path.Layers.LastOrDefault(
                l => l.Design.Kind != NetworkLayerKind.Pooling) is not { Design.Bidirectional: true })
        {
            return null;
        }

        int direction = first / count;
        ChainShape shape = rows.Shape.With(axis, isApart ? [] : [.. rows.Shape[axis].Skip(1)]);
        return rows.Part switch
        {
            ChainPart.Whole => rows with { Direction = direction, Shape = shape },
            ChainPart.FirstStep when direction == 1 =>
                rows with
                {
                    Direction = direction,
                    Shape = shape,
                    Part = ChainPart.Whole,
                    Path = rows.Path.Pooled(NetworkPooling.Final, rows.Width),
                },
            ChainPart.FirstStep =>
                throw node.Refused("takes the first step of the forward direction, which has read nothing else"),
            _ => null,
        };
    }

    /// <summary>Forward before reverse along the last axis.</summary>
    /// <returns>Null where they are not that.</returns>
    public static RowsValue? Joined(RowsValue ahead, RowsValue back, int axis)
    {
        int units = ahead.Direction is null ? ahead.Width : ahead.Width / 2;
        if (axis != ahead.Shape.Rank - 1 || ahead.Shape.Rank != back.Shape.Rank || ahead.Shape.Dims[axis] != units
            || (ahead.Part, back.Part) != (ChainPart.Whole, ChainPart.Whole))
        {
            return null;
        }

        ChainPath? path = (ahead.Direction, back.Direction) switch
        {
            (0, 1) => Reunited(ahead.Path, back.Path),
            (null, null) => Paired(ahead.Path, back.Path),
            _ => null,
        };
        return path is null ? null
            : new RowsValue(
                path, ahead.Shape.With(axis, [new ChainFactor(ChainFactorKind.Direction, 2), .. ahead.Shape[axis]]),
                2 * units);
    }

    /// <summary>The directions of one layer: its steps, or one of each.</summary>
    private static ChainPath? Reunited(ChainPath ahead, ChainPath back) =>
        ahead.IsSame(back) || (ahead.IsSame(back, ahead.Layers.Count - 1) && IsAlike(ahead.Last!, back.Last!))
            ? back
            : null;

    /// <summary>Two layers of one kind and size that read the same, one in each direction, as one layer.</summary>
    private static ChainPath? Paired(ChainPath ahead, ChainPath back)
    {
        int at = ahead.Last?.Design.Kind == NetworkLayerKind.Pooling ? ahead.Layers.Count - 2 : ahead.Layers.Count - 1;
        if (at < 0 || !ahead.IsSame(back, at) || (at < ahead.Layers.Count - 1 && !IsAlike(ahead.Last!, back.Last!)))
        {
            return null;
        }

        (ChainLayer forward, ChainLayer reverse) = (ahead.Layers[at], back.Layers[at]);
        if (!forward.Design.IsRecurrent || forward.Design.Bidirectional || forward.Design.Reverse
            || reverse.Design != forward.Design with { Reverse = true })
        {
            return null;
        }

        ChainPath path = ahead with
        {
            Layers =
            [
                .. ahead.Layers.Take(at),
                new ChainLayer(
                    forward.Design with { Bidirectional = true }, Both(forward.Weights, reverse.Weights)),
            ],
        };
        return at == ahead.Layers.Count - 1
            ? path
            : path.Pooled(back.Last!.Design.Pooling, path.Last!.Design.OutputSize);
    }

    /// <summary>Of the forward direction the last step is its last state.</summary>
    private static bool IsAlike(ChainLayer ahead, ChainLayer back) =>
        ahead.Design.Kind == NetworkLayerKind.Pooling && back.Design.Kind == NetworkLayerKind.Pooling
        && (ahead.Design.Pooling == back.Design.Pooling
            || (ahead.Design.Pooling is NetworkPooling.Last or NetworkPooling.Final
                && back.Design.Pooling is NetworkPooling.Last or NetworkPooling.Final));
}
