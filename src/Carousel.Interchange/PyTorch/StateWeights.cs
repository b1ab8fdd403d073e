using Carousel.Interchange.Tensors;
using Carousel.Storage;
using Carousel.Tasks.Networks;

namespace Carousel.Interchange.PyTorch;

/// <summary>Layers of Carousel from the tensors of modules of PyTorch.</summary>
/// <remarks>
/// Gates: LSTM i, f, g, o and GRU r, z, n in both. PyTorch has two biases where the sum of both is used; only in the new values of a GRU the second stands inside the reset:
/// n = tanh(W x + b_in + r⊙(R h₋ + b_hn)), which is Carousel's q.
/// </remarks>
/// <param name="path">How messages call the file.</param>
internal sealed class StateWeights(string path)
{
    private readonly List<NetworkLayer> _layers = [];
    private readonly List<IReadOnlyDictionary<string, float[]>> _weights = [];

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<NetworkLayer> Layers => _layers;

    /// <summary>Their weights; none for a pooling.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Weights => _weights;

    /// <summary>What was decided, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Adds the layers of a recurrent module.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or of another shape.</exception>
    public void AddRecurrent(StateModule module)
    {
        NetworkLayerKind kind = module.Kind switch { StateModuleKind.Lstm => NetworkLayerKind.Lstm, StateModuleKind.Gru => NetworkLayerKind.Gru, _ => NetworkLayerKind.Elman };
        (int layers, bool both, int hidden, int projection) = (module.Layers, module.IsBidirectional, module.Hidden, module.Projection);
        int expected = layers * (both ? 2 : 1) * ((module.Tensors.ContainsKey("bias_ih_l0") ? 4 : 2) + (projection > 0 ? 1 : 0));
        if (module.Tensors.Count != expected)
        {
            throw new ModelFileException($"{path}: the module '{module.Name}' has {module.Tensors.Count} tensors; {module.Describe()} has {expected}. Some are missing, or are not PyTorch's.");
        }

        for (int layer = 0, inputs = module.InputSize; layer < layers; layer++)
        {
            var own = new NetworkLayer(kind, inputs, hidden) { Module = module.Name, Bidirectional = both, Projection = projection };
            var weights = new Dictionary<string, float[]>(StringComparer.Ordinal);
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
    public void Add(NetworkLayer layer, params (string Name, float[] Values)[] weights)
    {
        _layers.Add(layer);
        if (layer.Kind != NetworkLayerKind.Pooling)
        {
            _weights.Add(weights.ToDictionary(w => w.Name, w => w.Values, StringComparer.Ordinal));
        }
    }

    private void Direction(StateModule module, NetworkLayer layer, int number, bool reverse, string prefix, Dictionary<string, float[]> weights)
    {
        int rows = module.Gates * layer.Units, outputs = layer.Projection > 0 ? layer.Projection : layer.Units;
        ForeignTensor Find(string name) => module.Tensors.GetValueOrDefault(StateModule.NameOf(name, number, reverse))
            ?? throw new ModelFileException($"{path}: the module '{module.Name}' lacks the tensor '{StateModule.NameOf(name, number, reverse)}'.");
        float[] Read(string name, params int[] sizes)
        {
            ForeignTensor tensor = Find(name);
            return tensor.Sizes.SequenceEqual(sizes) ? tensor.Read()
                : throw new ModelFileException($"{path}: the tensor '{tensor.Name}' has the shape {tensor.Shape}; {module.Describe()} needs [{string.Join(", ", sizes)}].");
        }

        weights[prefix + "W"] = Read("weight_ih", rows, layer.InputSize);
        weights[prefix + "R"] = Read("weight_hh", rows, outputs);
        bool hasBias = module.Tensors.ContainsKey("bias_ih_l0");
        float[] first = hasBias ? Read("bias_ih", rows) : new float[rows], second = hasBias ? Read("bias_hh", rows) : new float[rows];

        // The new values of a GRU keep both biases apart.
        int summed = layer.Kind == NetworkLayerKind.Gru ? 2 * layer.Units : rows;
        float[] bias = [.. first];
        for (int k = 0; k < summed; k++)
        {
            bias[k] += second[k];
        }

        weights[prefix + "b"] = bias;
        if (layer.Kind == NetworkLayerKind.Gru)
        {
            weights[prefix + "q"] = second[summed..];
        }

        if (layer.Projection > 0)
        {
            weights[prefix + "projection"] = Read("weight_hr", layer.Projection, layer.Units);
        }
    }
}
