namespace Carousel.Interchange.Onnx;

/// <summary>The input of a chain, and the other inputs: lengths and first states.</summary>
/// <param name="Port">The model's first input.</param>
/// <param name="Rows">The input as the beginning of the chain.</param>
/// <param name="First">The size of its first axis.</param>
/// <param name="Second">The size of its second axis; 1 without a second axis.</param>
internal sealed record ChainInput(OnnxPort Port, RowsValue Rows, int First, int Second)
{
    private const int MostSteps = 1 << 16, MostSizes = 16;

    /// <summary>The inputs that can be sequences, those of more axes first; the first of all where none can.</summary>
    /// <exception cref="OnnxNotTakenException">The model has no input.</exception>
    public static IEnumerable<OnnxPort> Candidates(OnnxModel model) =>
        model.Inputs.Count == 0 ? throw new OnnxNotTakenException($"{model.File} has no input, {ChainNode.Advice}")
        : model.Inputs.Where(IsSequences).OrderByDescending(Outer).DefaultIfEmpty(model.Inputs[0]);

    private static int Outer(OnnxPort port) =>
        (port.Axes?.Count ?? 0) - (port.Type is OnnxType.Int64 or OnnxType.Int32 ? 0 : 1);

    private static bool IsSequences(OnnxPort port) =>
        Outer(port) is 1 or 2
            && (port.Type is OnnxType.Int64 or OnnxType.Int32 || (port.Type.IsReal() && port.Axes![^1].Size is > 0));

    /// <summary>An input of a model as the beginning of a chain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="port">Which of its inputs.</param>
    /// <param name="firstMark">The least number that represents a free size.</param>
    /// <exception cref="OnnxNotTakenException">The input can't be sequences.</exception>
    public static ChainInput Of(OnnxModel model, OnnxPort port, int firstMark)
    {
        bool hasSymbols = port.Type is OnnxType.Int64 or OnnxType.Int32;
        int outer = Outer(port);
        if (!IsSequences(port))
        {
            throw new OnnxNotTakenException(
                $"{model.File}: the input {port} is neither [time, batch] whole numbers nor [time, batch, features] "
                + $"numbers, {ChainNode.Advice}");
        }

        int[] marks = Marks(model, firstMark);
        int[] sizes = [.. port.Axes!.Take(outer).Select((a, i) => a.Size ?? marks[i])];
        var axes = new List<ChainFactor[]>
        {
            new[] { new ChainFactor(ChainFactorKind.First, sizes[0]) { IsFree = port.Axes![0].Size is null } },
        };
        if (outer == 2)
        {
            axes.Add([new ChainFactor(ChainFactorKind.Second, sizes[1]) { IsFree = port.Axes![1].Size is null }]);
        }

        int width = hasSymbols ? 0 : port.Axes![^1].Size!.Value;
        if (sizes.Any(s => s is < 1 or > MostSteps))
        {
            throw new OnnxNotTakenException(
                $"{model.File}: the input {port} has an axis that is empty or longer than {MostSteps}, "
                + $"{ChainNode.Advice}");
        }

        if (!hasSymbols)
        {
            axes.Add([new ChainFactor(ChainFactorKind.Feature, width)]);
        }

        return new ChainInput(
            port, new RowsValue(new ChainPath([]), new ChainShape(axes), width), sizes[0], outer == 2 ? sizes[1] : 1);
    }

    /// <summary>
    /// Another input as a chain begins: first states are zero, whole numbers are lengths, and all sequences have all
    /// steps.
    /// </summary>
    /// <param name="file">The model's file.</param>
    /// <param name="port">The input.</param>
    /// <param name="steps">Time.</param>
    /// <param name="memory">Counts what is made of the model.</param>
    public OnnxTensor Beside(string file, OnnxPort port, ChainFactor steps, ChainMemory memory)
    {
        int[] dims = DimsBeside(port, steps);
        double bytes = dims.Aggregate((double)port.Type.Size(), (p, d) => p * d);
        if (bytes > Array.MaxLength || !memory.TryTake((long)bytes))
        {
            throw new OnnxNotTakenException(
                $"{file}: the input {port} has more values than fit into {memory.Most >> 20} MB, {ChainNode.Advice}");
        }

        int count = dims.Aggregate(1, (p, d) => p * d);
        return port.Type is OnnxType.Int32 or OnnxType.Int64
            ? Whole(port.Type, [.. Enumerable.Repeat(steps.Size, count)], dims)
            : new OnnxTensor(port.Type, dims, new byte[count * port.Type.Size()]);
    }

    /// <summary>The sizes of another input: its declared sizes, else those of axes of the same name, else those of the
    /// sequences.</summary>
    private int[] DimsBeside(OnnxPort port, ChainFactor steps) => [.. (port.Axes ?? [])
        .Select(a => a.Size
        ?? (a.Name is { } name && Port.Axes![0].Name == name ? First
            : a.Name is { } other && Port.Axes!.Count > 1 && Port.Axes[1].Name == other ? Second
            : steps.Kind == ChainFactorKind.First ? Second : First))];

    /// <summary>Whole numbers of a type.</summary>
    private static OnnxTensor Whole(OnnxType type, int[] values, params int[] dims) =>
        type == OnnxType.Int32
            ? OnnxTensor.Of(values, dims)
            : OnnxTensor.Of(Array.ConvertAll(values, v => (long)v), dims);

    /// <summary>Two primes that occur neither as a size nor as a whole number of the model.</summary>
    private static int[] Marks(OnnxModel model, int first)
    {
        var used = new HashSet<int>();
        foreach (OnnxTensor tensor in model.Initializers.Values)
        {
            used.UnionWith(tensor.Dims.ToArray());
            if (tensor.Rank <= 1 && tensor.Length <= MostSizes && !tensor.Type.IsReal())
            {
                used.UnionWith(tensor.ToDoubles().Where(v => Math.Abs(v) <= MostSteps).Select(v => (int)v));
            }
        }

        var found = new List<int>();
        for (int mark = first; found.Count < 2; mark++)
        {
            if (Enumerable.Range(2, mark - 2).All(d => d * d > mark || mark % d != 0) && !used.Contains(mark))
            {
                found.Add(mark);
            }
        }

        return [.. found];
    }
}
