using Carousel.Interchange.Tensors;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>Layers of Carousel from the tensors of modules of PyTorch.</summary>
/// <remarks>
/// Gates have the same order in both. PyTorch has two biases whose sum is used, except in new values that are reset,
/// whose second bias is inside the reset: n = tanh(W x + b_in + r⊙(R h₋ + b_hn)), which is Carousel's q.
/// </remarks>
/// <param name="path">How messages call the file.</param>
internal sealed class StateWeights(string path)
{
    private readonly List<NetworkLayer> _layers = [];
    private readonly List<IReadOnlyDictionary<string, NetworkWeight>> _weights = [];

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<NetworkLayer> Layers => _layers;

    /// <summary>Their weights, read when a model is made of them; none for a pooling.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> Weights => _weights;

    /// <summary>What was decided, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Adds the layers of a recurrent module.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or of another shape.</exception>
    public void AddRecurrent(StateModule module)
    {
        (int layers, bool both, int hidden, int projection) = (
            module.Layers, module.IsBidirectional, module.Hidden, module.Projection);
        RequireWhole(module);
        if (!module.HasBias)
        {
            Notes.Add($"'{module.Name}' has no biases in the file (bias=False): they are zero");
        }

        for (int layer = 0, inputs = module.InputSize; layer < layers; layer++)
        {
            NetworkLayer own = NetworkLayer.Of(module.Cell!, inputs, hidden) with
            {
                Module = module.Name,
                Bidirectional = both,
                Projection = projection,
            };
            var weights = new Dictionary<string, NetworkWeight>();
            Direction(module, own, layer, reverse: false, both ? "forward." : "", weights);
            if (both)
            {
                Direction(module, own, layer, reverse: true, "reverse.", weights);
            }

            _layers.Add(own);
            _weights.Add(weights);
            inputs = own.OutputSize;
        }
    }

    /// <summary>Adds a layer without a state.</summary>
    public void Add(NetworkLayer layer, params (string Name, ForeignTensor Tensor)[] weights)
    {
        _layers.Add(layer);
        if (layer.Kind != NetworkLayerKind.Pooling)
        {
            _weights.Add(weights.ToDictionary(w => w.Name, w => w.Tensor.ToWeight()));
        }
    }

    /// <summary>All layers and directions of a module have the same tensors.</summary>
    private void RequireWhole(StateModule module)
    {
        string[] kinds = ["weight_ih", "weight_hh", .. module.HasBias
            ? ["bias_ih", "bias_hh"]
            : Array.Empty<string>(), .. module.Projection > 0 ? ["weight_hr"] : Array.Empty<string>()];
        bool[] directions = module.IsBidirectional ? [false, true] : [false];
        long needed = (long)module.Layers * directions.Length * kinds.Length;

        // A name can claim any number of layers: at most one more tensor than the file has is listed.
        IEnumerable<string> all = Enumerable.Range(0, module.Layers)
            .SelectMany(l => directions.SelectMany(d => kinds.Select(k => StateModule.NameOf(k, l, d))));
        string[] missing = [.. all.Take(module.Tensors.Count + 1).Where(n => !module.Tensors.ContainsKey(n))];
        if (needed != module.Tensors.Count || missing.Length > 0)
        {
            throw new ModelFileException(missing.Length > 0
                ? $"{path}: {module.Describe()} lacks the tensor "
                    + $"'{missing[0]}'{(missing.Length > 1 ? " and others" : "")}: it needs {needed} tensors "
                    + $"and has {module.Tensors.Count}."
                : $"{path}: {module.Describe()} has {module.Tensors.Count} tensors, but needs {needed}; "
                    + $"tensors of a reverse direction need all of those of "
                    + $"'{StateModule.NameOf("weight_ih", 0, true)}' too.");
        }
    }

    private void Direction(
        StateModule module, NetworkLayer layer, int number, bool reverse, string prefix,
        Dictionary<string, NetworkWeight> weights)
    {
        int rows = module.Gates * layer.Units, outputs = layer.Projection > 0 ? layer.Projection : layer.Units;
        ForeignTensor Require(string name, params int[] sizes)
        {
            ForeignTensor tensor = module.Tensors[StateModule.NameOf(name, number, reverse)];
            tensor.RequireReadable();
            return tensor.Sizes.SequenceEqual(sizes) ? tensor
                : throw new ModelFileException(
                    $"{path}: the tensor '{tensor.Name}' has the shape {tensor.Shape}; {module.Describe()} needs "
                    + $"[{string.Join(", ", sizes)}].");
        }

        weights[prefix + "W"] = Require("weight_ih", rows, layer.InputSize).ToWeight();
        weights[prefix + "R"] = Require("weight_hh", rows, outputs).ToWeight();
        (ForeignTensor First, ForeignTensor Second)? biases = module.HasBias
            ? (Require("bias_ih", rows), Require("bias_hh", rows))
            : null;

        // Where the last gate is reset, it keeps both biases apart.
        bool hasInner = module.Cell!.HasInnerBias;
        int summed = hasInner ? rows - layer.Units : rows;
        weights[prefix + "b"] = new NetworkWeight(
            rows, biases is not var (ih, hh) ? Zero : bias => Sum(ih, hh, summed, bias));
        if (hasInner)
        {
            weights[prefix + "q"] = new NetworkWeight(
                layer.Units, biases is not var (_, own) ? Zero : bias => own.Read().AsSpan(summed).CopyTo(bias));
        }

        if (layer.Projection > 0)
        {
            weights[prefix + "projection"] = Require("weight_hr", layer.Projection, layer.Units).ToWeight();
        }
    }

    private static void Zero(Span<float> values) => values.Clear();

    private static void Sum(ForeignTensor first, ForeignTensor second, int count, Span<float> sum)
    {
        first.Read(sum);
        float[] added = second.Read();
        for (int k = 0; k < count; k++)
        {
            sum[k] += added[k];
        }
    }
}
