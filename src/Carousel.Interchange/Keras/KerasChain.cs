using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Keras;

/// <summary>
/// Makes Carousel's chain of Keras's layers, one after the other. It rejects unknown layers and settings by name.
/// </summary>
internal sealed class KerasChain
{
    private readonly List<NetworkLayer> _layers = [];
    private readonly List<IReadOnlyDictionary<string, NetworkWeight>> _weights = [];
    private readonly List<string> _notes = [];
    private bool _isPooled;

    /// <summary>From the input to the answer.</summary>
    public IReadOnlyList<NetworkLayer> Layers => _layers;

    /// <summary>For each layer but a pooling, values by the parameter's name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> Weights => _weights;

    /// <summary>What was assumed and left out, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What makes the answer of the last layer's numbers.</summary>
    public PortableFunction Answer { get; private set; }

    /// <summary>Which steps of the input Keras skips; null for none, or if only values inside decide.</summary>
    public KerasMask? Mask { get; private set; }

    /// <summary>
    /// Whether Keras gives the steps from the last to the first, as a layer with go_backwards leaves them. Here the
    /// steps keep their original order.
    /// </summary>
    public bool IsTurned { get; private set; }

    /// <summary>Adds a layer.</summary>
    /// <exception cref="ModelFileException">Carousel has none like it.</exception>
    public void Add(KerasLayer layer)
    {
        if (Answer != PortableFunction.None && layer.ClassName is not ("InputLayer" or "Dropout"))
        {
            throw layer.Bad("follows a softmax, which can only be the end of a network.");
        }

        switch (layer.ClassName)
        {
            case "InputLayer":
                break;
            case "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise":
                _notes.Add($"{layer.Title} acts only in training and is left out.");
                break;
            case "Masking":
                Mask ??= _layers.Count == 0
                    ? new KerasMask(layer.Title, (float)layer.Number("mask_value", 0)) : null;
                _notes.Add(
                    $"{layer.Title} is left out: Carousel does not skip the steps that it masks. Give sequences "
                    + $"without padding; each may have a different length.");
                break;
            case "Embedding":
                Mask ??= layer.Flag("mask_zero", false) ? new KerasMask(layer.Title, 0) : null;
                Add(KerasStateless.Embedding(layer, _notes));
                break;
            case "Bidirectional":
                AddBidirectional(layer);
                break;
            case "Dense":
                AddDense(layer);
                break;
            case "TimeDistributed":
                AddDense(Distributed(layer));
                break;
            case "LayerNormalization":
                AddNormalization(layer);
                break;
            case "Activation" or "ReLU" or "Softmax":
                AddActivation(layer);
                break;
            case "GlobalAveragePooling1D" or "GlobalMaxPooling1D":
                AddPooling(layer);
                break;
            case { } name when KerasRecurrent.IsOne(name):
                AddRecurrent(layer);
                break;
            default:
                throw layer.Bad(
                    $"is of a class that can't be read. Known classes: {KerasRecurrent.Names()}, Bidirectional, Dense, "
                    + "TimeDistributed(Dense), Embedding, LayerNormalization, "
                    + "Activation, ReLU, Softmax, GlobalAveragePooling1D and GlobalMaxPooling1D.");
        }
    }

    /// <summary>A sigmoid at the end makes the answer, as a soft-max does.</summary>
    public void Finish()
    {
        if (_layers is [.., { Activation: ElementwiseFunction.Logistic } last])
        {
            _layers[^1] = last with { Activation = null };
            Answer = PortableFunction.Logistic;
        }

        IsTurned &= !_isPooled;
        if (IsTurned)
        {
            _notes.Add(
                "go_backwards: Keras gives the answers from the last step to the first; here they keep the order of "
                + "the steps.");
        }
    }

    private void AddRecurrent(KerasLayer layer)
    {
        RequireSteps(layer);
        var read = KerasRecurrent.Read(layer, _notes);
        bool reverse = IsTurned != read.GoesBackwards;
        _layers.Add(read.Design with { Reverse = reverse });
        _weights.Add(read.Weights);
        IsTurned = reverse;
        if (!read.ReturnsSequences)
        {
            Pool(reverse ? NetworkPooling.Final : NetworkPooling.Last);
        }
    }

    private void AddBidirectional(KerasLayer layer)
    {
        RequireSteps(layer);
        string merge = layer.Has("merge_mode") ? layer.Text("merge_mode", "") : "None";
        if (merge != "concat")
        {
            throw layer.Bad(
                $"has the merge_mode {merge}; Carousel concatenates both directions, which is 'concat'.");
        }

        int half = layer.Weights.Count / 2;
        KerasLayer ahead = layer.Inner("layer", [.. layer.Weights.Take(half)]);
        KerasLayer back = layer.Has("backward_layer")
            ? layer.Inner("backward_layer", [.. layer.Weights.Skip(half)])
            : layer.Inner("layer", [.. layer.Weights.Skip(half)]);
        if (!KerasRecurrent.IsOne(ahead.ClassName) || back.ClassName != ahead.ClassName)
        {
            string both = back.ClassName == ahead.ClassName
                ? ahead.ClassName
                : $"{ahead.ClassName} and {back.ClassName}";
            throw layer.Bad($"contains {both}; {KerasRecurrent.Names("and")} can be read in both directions.");
        }

        KerasRecurrent forward = KerasRecurrent.Read(ahead, _notes), reverse = KerasRecurrent.Read(back, []);
        if (IsTurned || forward.GoesBackwards)
        {
            throw layer.Bad(
                "reads in both directions and follows or contains a layer with go_backwards=True; leave "
                + "go_backwards out.");
        }

        if (forward.Design with { Module = "" } != reverse.Design with { Module = "" }
            || forward.ReturnsSequences != reverse.ReturnsSequences)
        {
            throw layer.Bad("has two directions of different sizes or settings; in Carousel they are equal.");
        }

        _layers.Add(forward.Design with { Module = layer.Name, Bidirectional = true });
        _weights.Add(
            forward.Weights.Select(w => ("forward." + w.Key, w.Value))
                .Concat(reverse.Weights.Select(w => ("reverse." + w.Key, w.Value)))
                .ToDictionary(StringComparer.Ordinal));
        if (!forward.ReturnsSequences)
        {
            _notes.Add(
                $"{layer.Title}: the answer is the last state of each direction, that of the reverse one at the first "
                + $"step.");
            Pool(NetworkPooling.Final);
        }
    }

    private void AddActivation(KerasLayer layer)
    {
        string function = KerasActivation.NameOf(layer);
        if (function is not ("linear" or "softmax")
            && _layers is not [.., { Kind: NetworkLayerKind.Dense, Activation: null }])
        {
            throw layer.Bad(
                $"applies {function} elsewhere than after a dense layer without an activation, which can't be read.");
        }

        Activate(layer, function);
    }

    private void Activate(KerasLayer layer, string function)
    {
        if (function == "softmax")
        {
            Answer = PortableFunction.Softmax;
        }
        else if (function != "linear")
        {
            _layers[^1] = _layers[^1] with { Activation = KerasActivation.Of(layer, function) };
        }
    }

    private void AddNormalization(KerasLayer layer)
    {
        int size = _layers.Count > 0
            ? _layers[^1].OutputSize
            : throw layer.Bad(
                "is the first layer, so the number of values per step is unknown. Put a layer with weights before it.");
        Add(KerasStateless.Normalization(layer, size, _isPooled));
    }

    private void AddPooling(KerasLayer layer)
    {
        RequireSteps(layer);
        if (layer.Flag("keepdims", false) || layer.Text("data_format", "channels_last") != "channels_last"
            || _layers.Count == 0)
        {
            throw layer.Bad("keeps the time axis, has its channels first, or is the first layer, which can't be read.");
        }

        Pool(layer.ClassName == "GlobalMaxPooling1D" ? NetworkPooling.Max : NetworkPooling.Mean);
    }

    private static KerasLayer Distributed(KerasLayer layer)
    {
        KerasLayer inner = layer.Inner("layer", layer.Weights);
        return inner.ClassName == "Dense"
            ? inner
            : throw layer.Bad($"contains {inner.ClassName}; only Dense can be read there.");
    }

    private void RequireSteps(KerasLayer layer)
    {
        if (_isPooled)
        {
            throw layer.Bad(
                "reads steps, but the layers before it give one row per sequence (return_sequences=False or a "
                + "pooling).");
        }
    }

    private void Pool(NetworkPooling pooling)
    {
        int size = _layers[^1].OutputSize;
        _layers.Add(new NetworkLayer(NetworkLayerKind.Pooling, size, size) { Pooling = pooling });
        _isPooled = true;
    }

    private void Add(KerasStateless read)
    {
        _layers.Add(read.Design);
        _weights.Add(read.Weights);
    }

    private void AddDense(KerasLayer layer)
    {
        Add(KerasStateless.Dense(layer));
        Activate(layer, layer.Text("activation", "linear"));
    }
}
