namespace Carousel.Interchange.Onnx;

/// <summary>The inputs other than the sequences on which a known value depends, and how.</summary>
/// <param name="Ports">Those inputs.</param>
/// <param name="IsPlain">Whether it is their numbers, moved; of lengths also what is computed of them to find the steps
/// of a sequence.</param>
/// <param name="IsMask">Whether it says which steps belong to a sequence.</param>
internal sealed record ChainSource(IReadOnlyList<OnnxPort> Ports, bool IsPlain, bool IsMask)
{
    private static readonly HashSet<string> _moves = new()
    {
        "Identity", "Dropout", "Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Transpose", "Slice", "Split",
        "Gather", "Concat", "Where", "Expand", "Tile",
    };

    private static readonly HashSet<string> _comparisons = new()
    {
        "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal",
    };
    private static readonly HashSet<string> _sums = new()
    {
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Max",
        "Min",
        "Clip",
        "ReduceMax",
        "ReduceMin",
        "Range",
        "Not",
        "And",
        "Or",
    };

    /// <summary>Whether all of them are whole numbers, as lengths are.</summary>
    public bool IsOfWholes => Ports.All(p => p.Type is OnnxType.Int32 or OnnxType.Int64);

    /// <summary>Their names for a sentence.</summary>
    public string Names => string.Join(", ", Ports.Select(p => $"'{p.Name}'"));

    /// <summary>An unchanged input.</summary>
    public static ChainSource Of(OnnxPort port) =>
        new([port], port.Type.IsReal() || port.Type is OnnxType.Int32 or OnnxType.Int64, IsMask: false);

    /// <summary>
    /// The source of a node's result from known values; null if no input is read. Sizes of an input do not count as its
    /// numbers.
    /// </summary>
    public static ChainSource? Of(OnnxNode node, IReadOnlyList<ChainValue?> inputs)
    {
        (int Index, ChainSource Source)[] read =
        [
            .. inputs.Select((v, i) => (i, (v as KnownValue)?.Source)).Where(p => p.Item2 is not null)
                .Select(p => (p.i, p.Item2!)),
        ];
        if (read.Length == 0 || (node.Domain.Length == 0 && node.OpType is "Shape" or "Size"))
        {
            return null;
        }

        bool isStandard = node.Domain.Length == 0, isComparison = isStandard && _comparisons.Contains(node.OpType);
        bool Moves(int index) =>
            node.OpType switch
            {
                "Concat" => true,
                "Where" => index > 0 || read.Any(r => r.Index == 0 && r.Source.IsMask),
                _ => index == 0
            };
        bool isMove = isStandard && _moves.Contains(node.OpType) && read.All(r => Moves(r.Index));
        bool isOfLengths = isStandard && (isComparison || _sums.Contains(node.OpType))
            && read.All(r => r.Source.IsOfWholes);
        return new ChainSource(
            [.. read.SelectMany(r => r.Source.Ports).Distinct()],
            read.All(r => r.Source.IsPlain) && (isMove || isOfLengths), isComparison || read.All(r => r.Source.IsMask));
    }
}
