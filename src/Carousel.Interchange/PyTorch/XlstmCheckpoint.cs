using Carousel.Interchange.Imports;
using Carousel.Interchange.Tensors;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Makes a network of a state dictionary of <c>xLSTMLMModel</c>, the language model of the authors' package
/// <c>xlstm</c>: a table of symbols, blocks around mLSTM and sLSTM, a normalisation and a map to all symbols. Table,
/// last normalisation and map may be missing.
/// </summary>
internal sealed class XlstmCheckpoint
{
    private const string Stack = "xlstm_block_stack.", Blocks = Stack + "blocks.", Embedding = "token_embedding.weight",
        LastNorm = Stack + "post_blocks_norm.weight", Head = "lm_head.weight";

    private const string Advice =
        "A checkpoint of xLSTM must have the default sizes of the package: a convolution over 4 steps, queries, keys "
        + "and values in blocks of 4, no biases in its maps, a gated map after each sLSTM.";

    private readonly ForeignTensors _tensors;
    private readonly string _prefix;
    private readonly HashSet<string> _left;
    private readonly List<NetworkLayer> _layers = [];
    private readonly List<IReadOnlyDictionary<string, NetworkWeight>> _weights = [];

    private XlstmCheckpoint(ForeignTensors tensors, string prefix)
    {
        (_tensors, _prefix) = (tensors, prefix);
        _left = [.. tensors.Tensors.Keys.Where(name => !NetworkExample.IsPart(name))];
    }

    /// <summary>Whether a file is one.</summary>
    /// <param name="tensors">The file.</param>
    public static bool IsOne(ForeignTensors tensors) => PrefixOf(tensors) is not null;

    /// <summary>Reads a file.</summary>
    /// <param name="tensors">The file.</param>
    /// <param name="options">Options of the import.</param>
    /// <returns>The network and the assumptions; owned by the caller.</returns>
    /// <exception cref="ModelFileException">A tensor is missing, of another shape or has no place here, or stored
    /// outputs are others.</exception>
    /// <exception cref="ImportOptionException">An option does not fit the file.</exception>
    public static NetworkImport Read(ForeignTensors tensors, TorchImportOptions options)
    {
        if (options is not { Layers: null, Nonlinearity: null })
        {
            throw new ImportOptionException(
                $"{tensors.Path} is a checkpoint of xLSTM, which defines its layers: leave --layers and "
                + $"--nonlinearity out.");
        }

        var checkpoint = new XlstmCheckpoint(tensors, PrefixOf(tensors)!);
        checkpoint.AddLayers();
        NetworkExample[] examples =
        [
            .. new[] { NetworkExample.Of(tensors),
                options.Check is null ? null : NetworkExample.Read(options.Check) }.OfType<NetworkExample>(),
        ];
        return NetworkImport.Make(
            tensors.Path, new NetworkDesign(checkpoint._layers), checkpoint._weights,
            [
                $"from a checkpoint of the package xlstm, {tensors.Tensors.Keys.Count(n => !NetworkExample.IsPart(n))} "
                    + "tensors",
                .. tensors.Notes,
                .. checkpoint._layers.Any(layer => layer.Kind == NetworkLayerKind.SlstmBlock)
                    ? ["the fgate of an sLSTM is used as the input gate and the igate as the forget gate, as in the "
                        + "forward pass of the package"]
                    : Array.Empty<string>(),
            ],
            [
                .. examples.Select(example => (Func<SequenceModel, string>)(
                    model => example.Check(model, ExampleSteps.AnyAxis, _ => Advice).Describe())),
            ],
            Advice, options.Threads);
    }

    private static string? PrefixOf(ForeignTensors tensors) =>
        tensors.Tensors.Keys.FirstOrDefault(name => name.Contains(Blocks)) is { } found
            ? found[..found.IndexOf(Blocks, StringComparison.Ordinal)]
            : null;

    private void AddLayers()
    {
        int size = Take(Blocks + "0.xlstm_norm.weight", 0).Length;
        if (Has(Embedding))
        {
            ForeignTensor table = Take(Embedding, 0, size);
            Add(
                new NetworkLayer(NetworkLayerKind.Embedding, table.Sizes[0], size) { Module = Embedding },
                new() { ["weight"] = table.ToWeight() });
        }

        bool Begins(string name) =>
            _tensors.Tensors.Keys.Any(own => own.StartsWith(_prefix + name, StringComparison.Ordinal));
        string name = Blocks + "0.";
        for (int b = 0; Begins(name); name = $"{Blocks}{++b}.")
        {
            if (Has(name + "xlstm.proj_up.weight"))
            {
                AddMatrix(name, size);
            }
            else
            {
                AddScalar(name, size);
            }
        }

        if (Has(LastNorm))
        {
            Add(
                new NetworkLayer(NetworkLayerKind.Normalization, size, size) { Module = LastNorm },
                new() { ["gain"] = Gain(Take(LastNorm, size), 0, size), ["bias"] = Zeros(size) });
        }

        if (Has(Head))
        {
            ForeignTensor map = Take(Head, 0, size);
            Add(
                new NetworkLayer(NetworkLayerKind.Dense, size, map.Sizes[0]) { Module = Head, HasBias = false },
                new() { ["weight"] = map.ToWeight() });
        }

        if (_left.Order(StringComparer.Ordinal).FirstOrDefault() is { } other)
        {
            throw new ModelFileException(
                $"{_tensors.Path}: the tensor '{other}' is not part of a network of xLSTM blocks that Carousel reads. "
                + Advice);
        }
    }

    private void AddMatrix(string name, int size)
    {
        string own = name + "xlstm.";
        int units = Take(own + "learnable_skip", 0).Length, groups = units / 4,
            heads = Take(own + "mlstm_cell.igate.bias", 0).Length;
        Dictionary<string, NetworkWeight> weights = Normed(name, size);
        AddConvolution(own, units, weights);
        weights["mix.up.weight"] = Take(own + "proj_up.weight", 2 * units, size).ToWeight();
        weights["mix.query.weight"] = InGroups(Take(own + "q_proj.weight", groups, 4, 4));
        weights["mix.key.weight"] = InGroups(Take(own + "k_proj.weight", groups, 4, 4));
        weights["mix.value.weight"] = InGroups(Take(own + "v_proj.weight", groups, 4, 4));
        ForeignTensor input = Take(own + "mlstm_cell.igate.weight", heads, 3 * units),
            forget = Take(own + "mlstm_cell.fgate.weight", heads, 3 * units),
            inputBias = Take(own + "mlstm_cell.igate.bias", heads),
            forgetBias = Take(own + "mlstm_cell.fgate.bias", heads);
        weights["mix.gates.weight"] = new NetworkWeight(2 * input.Length, values =>
        {
            input.Read(values[..input.Length]);
            forget.Read(values[input.Length..]);
        });

        // Queries, keys and values have no biases there.
        weights["mix.cell.b"] = new NetworkWeight((3 * units) + (2 * heads), values =>
        {
            values.Clear();
            inputBias.Read(values[(3 * units)..^heads]);
            forgetBias.Read(values[^heads..]);
        });
        AddHeadNorm(own + "mlstm_cell.outnorm.weight", units, heads, weights);
        weights["mix.skip.weight"] = Take(own + "learnable_skip", units).ToWeight();
        weights["mix.down.weight"] = Take(own + "proj_down.weight", size, units).ToWeight();
        Add(Block(NetworkLayerKind.MlstmBlock, name, size, heads, units), weights);
    }

    private void AddScalar(string name, int size)
    {
        string own = name + "xlstm.", cell = own + "slstm_cell.";
        ForeignTensor kernel = Take(cell + "_recurrent_kernel_", 0, 0, 0);
        int heads = kernel.Sizes[0], width = size / Math.Max(1, heads);

        // The package's two programs for the cell store it each in its own order.
        bool isTurned = kernel.Sizes[1] < kernel.Sizes[2];
        kernel = isTurned ? Take(kernel, heads, width, 4 * width) : Take(kernel, heads, 4 * width, width);
        ForeignTensor bias = Take(cell + "_bias_", 4 * size);
        Dictionary<string, NetworkWeight> weights = Normed(name, size);
        AddConvolution(own, size, weights);
        weights["mix.input_gate.weight"] = InGroups(Take(own + "fgate.weight", heads, width, width));
        weights["mix.forget_gate.weight"] = InGroups(Take(own + "igate.weight", heads, width, width));
        weights["mix.candidate.weight"] = InGroups(Take(own + "zgate.weight", heads, width, width));
        weights["mix.output_gate.weight"] = InGroups(Take(own + "ogate.weight", heads, width, width));
        int RecurrentAt(int row, int k)
        {
            (int head, int of) = Place(row, heads, width);
            return isTurned ? (((head * width) + k) * 4 * width) + of : (((head * 4 * width) + of) * width) + k;
        }

        weights["mix.cell.R"] = new NetworkWeight(
            kernel.Length, values => Arrange(values, kernel.Read(), width, RecurrentAt));
        weights["mix.cell.b"] = isTurned
            ? new NetworkWeight(bias.Length, values => Arrange(values, bias.Read(), 1, (row, _) =>
            {
                (int head, int of) = Place(row, heads, width);
                return (head * 4 * width) + of;
            }))
            : bias.ToWeight();
        AddHeadNorm(own + "group_norm.weight", size, heads, weights);
        weights["map_norm.gain"] = Gain(Take(name + "ffn_norm.weight", size), 0, size);
        weights["map_norm.bias"] = Zeros(size);
        ForeignTensor down = Take(name + "ffn.proj_down.weight", size, 0);
        weights["map.up.weight"] = Take(name + "ffn.proj_up.weight", 2 * down.Sizes[1], size).ToWeight();
        weights["map.down.weight"] = down.ToWeight();
        Add(Block(NetworkLayerKind.SlstmBlock, name, size, heads, down.Sizes[1]), weights);
    }

    private Dictionary<string, NetworkWeight> Normed(string name, int size) => new(StringComparer.Ordinal)
    {
        ["norm.gain"] = Gain(Take(name + "xlstm_norm.weight", size), 0, size),
        ["norm.bias"] = Zeros(size),
    };

    private void AddConvolution(string own, int features, Dictionary<string, NetworkWeight> weights)
    {
        ForeignTensor taps = Take(own + "conv1d.conv.weight", features, 1, 4);
        weights["mix.convolution.weight"] = new NetworkWeight(
            taps.Length, values => Arrange(values, taps.Read(), features, (k, feature) => (feature * 4) + k));
        weights["mix.convolution.bias"] = Take(own + "conv1d.conv.bias", features).ToWeight();
    }

    private void AddHeadNorm(string name, int units, int heads, Dictionary<string, NetworkWeight> weights)
    {
        ForeignTensor gain = Take(name, units);
        int width = units / heads;
        for (int head = 0; head < heads; head++)
        {
            weights[$"mix.norm.{head}.gain"] = Gain(gain, head * width, width);
            weights[$"mix.norm.{head}.bias"] = Zeros(width);
        }
    }

    private static NetworkLayer Block(NetworkLayerKind kind, string name, int size, int heads, int units) =>
        new(kind, size, size) { Module = name.TrimEnd('.'), Heads = heads, InnerUnits = units };

    /// <summary>The head of a row by gate, head and unit, and its place in the head by gate and unit.</summary>
    private static (int Head, int Of) Place(int row, int heads, int width) =>
        (row / width % heads, (row / (heads * width) * width) + (row % width));

    /// <summary>[groups, out, in] as [in, features].</summary>
    private static NetworkWeight InGroups(ForeignTensor maps)
    {
        int width = maps.Sizes[2];
        return new NetworkWeight(
            maps.Length,
            values => Arrange(values, maps.Read(), maps.Length / width, (k, feature) => (feature * width) + k));
    }

    private static NetworkWeight Gain(ForeignTensor beyondOne, int first, int count) => new(count, values =>
    {
        ReadOnlySpan<float> all = beyondOne.Read();
        for (int k = 0; k < count; k++)
        {
            values[k] = 1 + all[first + k];
        }
    });

    private static NetworkWeight Zeros(int count) => new(count, values => values.Clear());

    private static void Arrange(Span<float> values, float[] stored, int columns, Func<int, int, int> at)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = stored[at(k / columns, k % columns)];
        }
    }

    private void Add(NetworkLayer layer, Dictionary<string, NetworkWeight> weights)
    {
        _layers.Add(layer);
        _weights.Add(weights);
    }

    private bool Has(string name) => _tensors.Tensors.ContainsKey(_prefix + name);

    /// <summary>A tensor of some shape.</summary>
    /// <param name="name">As the package calls it.</param>
    /// <param name="sizes">Its sizes; 0 for any.</param>
    private ForeignTensor Take(string name, params int[] sizes) =>
        _tensors.Tensors.TryGetValue(_prefix + name, out ForeignTensor? tensor)
            ? Take(tensor, sizes)
            : throw new ModelFileException(
                $"{_tensors.Path}: the checkpoint of xLSTM lacks the tensor '{_prefix}{name}'. {Advice}");

    private ForeignTensor Take(ForeignTensor tensor, params int[] sizes)
    {
        tensor.RequireReadable();
        if (tensor.Sizes.Count != sizes.Length || sizes.Zip(tensor.Sizes).Any(s => s.First > 0 && s.First != s.Second)
            || tensor.Length == 0)
        {
            string needed = string.Join(", ", sizes.Select(s => s == 0 ? "…" : $"{s}"));
            throw new ModelFileException(
                $"{_tensors.Path}: the tensor '{tensor.Name}' has the shape {tensor.Shape}, where [{needed}] is "
                + $"needed. {Advice}");
        }

        _left.Remove(tensor.Name);
        return tensor;
    }
}
