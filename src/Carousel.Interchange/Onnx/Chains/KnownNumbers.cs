namespace Carousel.Interchange.Onnx;

/// <summary>Operators that make and compute known values: sizes, masks of lengths, weights in 8 bits.</summary>
internal static class KnownNumbers
{
    // Up to here double precision has every whole number.
    private const double LargestWhole = 1L << 53;

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Func<ChainNode, OnnxTensor[]>> All { get; } =
        new Dictionary<string, Func<ChainNode, OnnxTensor[]>>
        {
            ["Constant"] = node => [Constant(node)],
            ["ConstantOfShape"] = node => [ConstantOfShape(node)],
            ["Shape"] = node => [node.ShapeOf(node.Known(0).Dims.ToArray())],
            ["Size"] = node => [OnnxTensor.Of([(long)node.Known(0).Length])],
            ["Range"] = Range,
            ["Cast"] = Cast,
            ["Where"] = Where,
            ["DequantizeLinear"] = Dequantized,
            ["Add"] = Pairs((a, b) => a + b),
            ["Sub"] = Pairs((a, b) => a - b),
            ["Mul"] = Pairs((a, b) => a * b),
            ["Div"] = Div,
            ["Max"] = Pairs(Math.Max),
            ["Min"] = Pairs(Math.Min),
            ["Equal"] = Pairs((a, b) => a == b ? 1 : 0, OnnxType.Bool),
            ["Less"] = Pairs((a, b) => a < b ? 1 : 0, OnnxType.Bool),
            ["LessOrEqual"] = Pairs((a, b) => a <= b ? 1 : 0, OnnxType.Bool),
            ["Greater"] = Pairs((a, b) => a > b ? 1 : 0, OnnxType.Bool),
            ["GreaterOrEqual"] = Pairs((a, b) => a >= b ? 1 : 0, OnnxType.Bool),
            ["And"] = Pairs((a, b) => a * b, OnnxType.Bool),
            ["Or"] = Pairs((a, b) => a + b, OnnxType.Bool),
            ["Not"] = Each(a => a == 0 ? 1 : 0),
            ["Neg"] = Each(a => -a),
            ["Abs"] = Each(Math.Abs),
            ["Sqrt"] = Each(Math.Sqrt),
            ["Floor"] = Each(Math.Floor),
            ["Ceil"] = Each(Math.Ceiling),
            ["ReduceMax"] = node => Reduced(node, Math.Max, 18),
            ["ReduceMin"] = node => Reduced(node, Math.Min, 18),
            ["ReduceProd"] = node => Reduced(node, (a, b) => a * b, 18),
            ["ReduceSum"] = node => Reduced(node, (a, b) => a + b, 13),
        };

    private static Func<ChainNode, OnnxTensor[]> Each(Func<double, double> function) => node =>
        [Made(node, node.Known(0).Type, node.Known(0).Dims.ToArray(), Doubles(node, 0).Select(function))];

    private static Func<ChainNode, OnnxTensor[]> Pairs(
        Func<double, double, double> function, OnnxType? type = null) => node =>
    {
        OnnxTensor all = node.Known(0);
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            all = Pair(node, all, node.Known(i), function, type);
        }

        return [all];
    };

    private static OnnxTensor[] Div(ChainNode node)
    {
        bool isWhole = !node.Known(0).Type.IsReal();
        return isWhole && Doubles(node, 1).Contains(0)
            ? throw node.Node.Wrong("divides whole numbers by 0.")
            : Pairs((a, b) => isWhole ? Math.Truncate(a / b) : a / b)(node);
    }

    private static OnnxTensor Pair(
        ChainNode node, OnnxTensor one, OnnxTensor other, Func<double, double, double> function, OnnxType? type)
    {
        if (one.Type != other.Type)
        {
            throw node.Node.Wrong($"is given {one} and {other}: both must be of one type.");
        }

        double[] a = Doubles(node, one), b = Doubles(node, other);
        int[] dims = KnownMoves.Spread(node, one.Dims, other.Dims);
        return Made(
            node, type ?? one.Type, dims,
            Places(dims, one).Zip(Places(dims, other), (i, j) => function(a[i], b[j])));
    }

    private static OnnxTensor[] Where(ChainNode node)
    {
        (OnnxTensor chosen, OnnxTensor one, OnnxTensor other) = (node.Known(0), node.Known(1), node.Known(2));
        double[] flags = Doubles(node, 0), a = Doubles(node, 1), b = Doubles(node, 2);
        int[] dims = KnownMoves.Spread(node, KnownMoves.Spread(node, one.Dims, other.Dims), chosen.Dims);
        return [
            Made(
                node, one.Type, dims,
                Places(dims, chosen).Zip(Places(dims, one), Places(dims, other))
                    .Select(p => flags[p.First] != 0 ? a[p.Second] : b[p.Third])),
        ];
    }

    private static OnnxTensor Constant(ChainNode node) =>
        node.Node.Tensor("value")
            ?? (node.Node.Has("value_float") ? OnnxTensor.Of([node.Node.Number("value_float", 0)]) : null)
            ?? (node.Node.Has("value_int") ? OnnxTensor.Of([node.Node.Whole("value_int", 0)]) : null)
            ?? (node.Node.Numbers("value_floats") is { } numbers ? OnnxTensor.Of(numbers, numbers.Length) : null)
            ?? (node.Node.Longs("value_ints") is { } wholes ? OnnxTensor.Of(wholes, wholes.Length) : null)
            ?? throw node.Refused("has no value that Carousel takes: a tensor, numbers or whole numbers are expected");

    private static OnnxTensor ConstantOfShape(ChainNode node)
    {
        OnnxTensor value = node.Node.Tensor("value") ?? OnnxTensor.Of([0f], 1);
        int[] dims = node.Wholes(0) ?? [];
        return value.Length != 1 || dims.Any(d => d < 0)
            ? throw node.Node.Wrong($"fills [{OnnxTensor.Text(dims)}] with {value}: one value is expected.")
            : Made(
                node, value.Type, dims, Enumerable.Repeat(value.ToDoubles()[0], KnownMoves.Count(dims)));
    }

    private static OnnxTensor[] Range(ChainNode node)
    {
        double start = node.Single(0), end = node.Single(1), step = node.Single(2),
            count = Math.Max(Math.Ceiling((end - start) / step), 0);
        if (!(count <= int.MaxValue) || step == 0)
        {
            throw node.Node.Wrong($"counts from {start} to {end} by {step}, which does not end.");
        }

        return [
            Made(
                node, node.Known(0).Type, [(int)count],
                Enumerable.Range(0, (int)count).Select(i => start + (i * step))),
        ];
    }

    private static OnnxTensor[] Cast(ChainNode node)
    {
        OnnxTensor x = node.Known(0);
        int type = node.Node.Small("to", 0);
        return !OnnxTypes.IsKnown(type)
            ? throw node.Refused($"turns values into {OnnxTypes.Name(type)}, which Carousel does not take")
            : [(OnnxType)type == x.Type ? x : Made(node, (OnnxType)type, x.Dims.ToArray(), Doubles(node, 0))];
    }

    private static OnnxTensor[] Dequantized(ChainNode node)
    {
        (OnnxTensor x, OnnxTensor scale) = (node.Known(0), node.Known(1));
        double[] values = Doubles(node, 0), scales = Doubles(node, 1),
            zeros = node.Given(2) is { } given ? Doubles(node, given) : new double[scale.Length];
        int axis = scale.Length == 1 ? 0 : node.Axis(node.Node.Small("axis", 1), x.Rank),
            inner = KnownMoves.Count(x.Dims.ToArray().Skip(axis + 1));
        if (zeros.Length != scales.Length || (scales.Length != 1 && scales.Length != x.Dims[axis]))
        {
            throw node.Node.Wrong($"has {scale} as scales of {x}: one, or one for each place of an axis are expected.");
        }

        int Own(int place) => scales.Length == 1 ? 0 : place / inner % scales.Length;
        return [
            Made(node, scale.Type, x.Dims.ToArray(), values.Select((v, i) => (v - zeros[Own(i)]) * scales[Own(i)])),
        ];
    }

    private static OnnxTensor[] Reduced(ChainNode node, Func<double, double, double> function, int inputSince)
    {
        OnnxTensor x = node.Known(0);
        int[] said = node.Axes(x.Rank, inputSince) ?? [], dims = x.Dims.ToArray();
        bool keeps = node.Node.Switch("keepdims", true), leaves = node.Node.Switch("noop_with_empty_axes");
        int[] axes = said.Length > 0 || leaves ? said : [.. Enumerable.Range(0, x.Rank)];
        int[] kept = [.. dims.Select((d, a) => axes.Contains(a) ? 1 : d)];
        double[] values = Doubles(node, 0);
        var made = new double?[KnownMoves.Count(kept)];
        int at = 0;
        foreach (int place in KnownMoves.Places(dims, KnownMoves.Strides(kept, x.Rank)))
        {
            made[place] = made[place] is { } before ? function(before, values[at]) : values[at];
            at++;
        }

        return made.Contains(null)
            ? throw node.Node.Wrong($"sums up {x}, which has no values.")
            : [
                Made(
                    node, x.Type, keeps ? kept : [.. dims.Where((_, a) => !axes.Contains(a))],
                    made.Select(v => v!.Value)),
            ];
    }

    /// <summary>The places of a tensor that is spread to sizes.</summary>
    private static IEnumerable<int> Places(int[] dims, OnnxTensor tensor) =>
        KnownMoves.Places(dims, KnownMoves.Strides(tensor.Dims, dims.Length));

    private static double[] Doubles(ChainNode node, int input) => Doubles(node, node.Known(input));

    private static double[] Doubles(ChainNode node, OnnxTensor tensor)
    {
        node.Take((long)tensor.Length * sizeof(double));
        double[] values = tensor.ToDoubles();

        // The ends of 64 bits are ends of Slice, which are clipped to the size of the axis.
        return tensor.Type.IsReal() || Array.TrueForAll(values, v => Math.Abs(v) is <= LargestWhole or >= long.MaxValue)
            ? values
            : throw node.Node.Wrong($"is given {tensor} with whole numbers above 2^53, which would be rounded.");
    }

    private static OnnxTensor Made(ChainNode node, OnnxType type, int[] dims, IEnumerable<double> values)
    {
        int size = type.Size(), at = 0;
        byte[] bytes = node.NewBytes(KnownMoves.Bytes(type, dims));
        foreach (double value in values)
        {
            OnnxNumbers.Write(value, type, bytes.AsSpan(size * at++, size));
        }

        return new OnnxTensor(type, dims, bytes);
    }
}
