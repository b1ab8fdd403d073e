using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>Poolings and normalisations, as one operator or as the parts that programs write them in.</summary>
internal static class ChainSums
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, ChainValue>> All { get; } =
        new Dictionary<string, Func<ChainNode, ChainValue>>
        {
            ["ReduceMean"] = node => Reduced(node, NetworkPooling.Mean, 18),
            ["ReduceMax"] = node => Reduced(node, NetworkPooling.Max, 18),
            ["ReduceSum"] = node => Reduced(node, null, 13),
            ["GlobalAveragePool"] = node => OverSteps(node, NetworkPooling.Mean),
            ["GlobalMaxPool"] = node => OverSteps(node, NetworkPooling.Max),
            ["LayerNormalization"] = LayerNormalization,
            ["BatchNormalization"] = BatchNormalization,
            ["Where"] = Where,
        };

    private static RowsValue Reduced(ChainNode node, NetworkPooling? pooling, int inputSince)
    {
        RowsValue rows = node.Rows(0);
        int rank = rows.Shape.Rank;
        bool keeps = node.Node.Switch("keepdims", true);
        if (node.Axes(rank, inputSince) is not [var axis])
        {
            throw node.Refused("reduces several axes");
        }

        ChainShape shape = keeps ? rows.Shape.With(axis) : rows.Shape.Without(axis);
        if (axis == rank - 1 && keeps && pooling == NetworkPooling.Mean
            && rows.Part is ChainPart.Whole or ChainPart.Squares && rows.Shape.EndsInRows(rows.Width))
        {
            return rows with { Part = rows.Part == ChainPart.Whole ? ChainPart.RowMean : ChainPart.Variance };
        }

        return rows.Path.Layers.Count == 0 ? throw node.Refused("reduces the model's input")
            : !rows.Shape.Is(axis, node.Steps.Kind) || rows.Direction is not null
                || rows.Path.Answer != PortableFunction.None
                ? throw node.Refused("reduces another axis than time")
                : rows.Part == ChainPart.LastAlone && pooling is null
                    ? rows with
                    {
                        Part = ChainPart.Whole,
                        Path = rows.Path.Pooled(NetworkPooling.Last, rows.Width),
                        Shape = shape,
                    }
                    : rows.Part != ChainPart.Whole ? throw node.Refused("reduces parts of rows")
                    : pooling is { } kind ? rows with { Path = rows.Path.Pooled(kind, rows.Width), Shape = shape }
                    : rows with { Part = ChainPart.Total, Shape = shape };
    }

    private static RowsValue OverSteps(ChainNode node, NetworkPooling pooling)
    {
        RowsValue rows = node.Whole(0, ends: false);
        return rows.Shape.Rank == 3 && rows.Shape.Is(2, node.Steps.Kind) && rows.Path.Layers.Count > 0
            ? rows with { Path = rows.Path.Pooled(pooling, rows.Width), Shape = rows.Shape.With(2) }
            : throw node.Refused("pools over another axis than time");
    }

    private static RowsValue LayerNormalization(ChainNode node)
    {
        RowsValue rows = node.Whole(0);
        int rank = rows.Shape.Rank;
        float[]? gain = ChainNode.Vector(node.Known(1), rows.Width),
            bias = node.Given(2) is { } given ? ChainNode.Vector(given, rows.Width) : new float[rows.Width];
        return node.Axis(node.Node.Small("axis", -1), rank) == rank - 1 && gain is not null && bias is not null
            ? Normalized(rows, node.Node.Number("epsilon", 1e-5f), gain, bias)
            : throw node.Refused("normalises over more than the values of a step");
    }

    /// <summary>
    /// With the means and variances of the training: a factor and an addend for each value of a step.
    /// </summary>
    private static RowsValue BatchNormalization(ChainNode node)
    {
        RowsValue rows = node.Rows(0);
        int[] lastFirst = [0, .. Enumerable.Range(2, Math.Max(0, rows.Shape.Rank - 2)), 1];
        bool isPlain = node.Node.Switch("spatial", true) && !node.Node.Switch("training_mode");
        if (!isPlain || rows.Shape.Rank < 2 || node.Node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            throw node.Refused("normalises over other axes than the values of a step, or as in training");
        }

        RowsValue turned = node.Whole(rows with { Shape = rows.Shape.Turned(lastFirst) });
        float[][] constants =
        [
            .. Enumerable.Range(1, 4)
                .Select(
                    i => ChainNode.Vector(node.Known(i), rows.Width)
                        ?? throw node.Refused($"has {node.Known(i)} for {rows.Width} values per step")),
        ];
        double epsilon = node.Node.Number("epsilon", 1e-5f);
        double[] gain = [.. constants[0].Zip(constants[3], (scale, variance) => scale / Math.Sqrt(variance + epsilon))];
        float[] bias = [.. constants[1].Select((b, k) => (float)(b - (constants[2][k] * gain[k])))];
        RowsValue scaled = ChainScale.Scaled(
            node, turned, OnnxTensor.Of(Array.ConvertAll(gain, g => (float)g), rows.Width), isDivisor: false);
        return ChainScale.Moved(node, scaled, OnnxTensor.Of(bias, rows.Width), 1) with { Shape = rows.Shape };
    }

    /// <summary>The rows with a normalisation after them.</summary>
    public static RowsValue Normalized(RowsValue rows, float epsilon, float[] gain, float[] bias)
    {
        var design = new NetworkLayer(NetworkLayerKind.Normalization, rows.Width, rows.Width) { Epsilon = epsilon };
        return rows with
        {
            Multiple = null,
            Part = ChainPart.Whole,
            Path = rows.Path.With(new ChainLayer(
                design, new Dictionary<string, float[]> { ["gain"] = gain, ["bias"] = bias })),
        };
    }

    /// <summary>
    /// Replaces steps that do not belong to a sequence by a number: if all sequences have all steps, no step is
    /// replaced. The other accepted case replaces all steps but the last.
    /// </summary>
    private static RowsValue Where(ChainNode node)
    {
        RowsValue rows = node.Whole(1, ends: false);
        OnnxTensor chosen = node.Known(0), otherwise = node.Known(2);
        double[] flags = chosen.ToDoubles();
        int[] dims = rows.Shape.Dims,
            own = [.. Enumerable.Repeat(1, Math.Max(0, dims.Length - chosen.Rank)), .. chosen.Dims];
        if (own.Length != dims.Length || own.Where((d, a) => d != 1 && d != dims[a]).Any() || otherwise.Length != 1)
        {
            throw node.Refused("selects values along more axes than the model's steps");
        }

        if (Array.TrueForAll(flags, f => f != 0))
        {
            return rows;
        }

        int time = rows.Shape.Find(node.Steps.Kind),
            inner = time < 0 ? 1 : own.Skip(time + 1).Aggregate(1, (p, d) => p * d);
        bool isLast = time >= 0 && own[time] == node.Steps.Size && otherwise.ToDoubles()[0] == 0;
        for (int i = 0; i < flags.Length && isLast; i++)
        {
            isLast = (flags[i] != 0) == (i / inner % own[time] == own[time] - 1);
        }

        return isLast
            ? rows with { Part = ChainPart.LastAlone }
            : throw node.Refused("selects steps other than the last");
    }
}
