using System.Globalization;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>Gathers layers as modules of PyTorch.</summary>
internal sealed class StateWriter
{
    private readonly List<StoredTensor> _tensors = [];
    private readonly List<(string Name, string Module)> _modules = [];

    /// <summary>What was gathered.</summary>
    public TorchExport Done() => new(_tensors, _modules);

    /// <summary>
    /// The layers of a plain chain, under the names that they came with: layers of one recurrent module are one again.
    /// </summary>
    public void AddChain(NetworkChain network)
    {
        if (network.Design is not { InputScales: null, OutputScales: null })
        {
            throw new NotPortableException(
                "This network scales its inputs or outputs, which PyTorch's modules can't do; train it with "
                + "Standardize = false.");
        }

        (NetworkLayer Design, SequenceLayer Layer)[] parts =
            [.. network.Parts.Where(l => l.Design.Kind != NetworkLayerKind.Dropout)];
        for (int first = 0; first < parts.Length;)
        {
            (NetworkLayer design, SequenceLayer layer) = parts[first];
            int last = first + 1;
            while (last < parts.Length && design.IsRecurrent && design.Module.Length > 0
                && parts[last].Design.Module == design.Module && IsNext(parts[last - 1].Design, parts[last].Design))
            {
                last++;
            }

            string own = design.Module.Length > 0 || (parts.Length == last - first && design.IsRecurrent)
                ? design.Module
                : layer.Path;
            Add(own, [.. parts.Skip(first).Take(last - first).Select(p => (Layer)p.Layer)]);
            first = last;
        }
    }

    /// <summary>All layers with parameters inside a layer, each a module under its path.</summary>
    public void AddTree(Layer layer, string prefix)
    {
        if (layer is RecurrentLayer or Dense or Embedding or LayerNorm or Bidirectional)
        {
            Add(Joined(prefix, layer.Path), [layer]);
            return;
        }

        if (layer.OwnParameters.Any())
        {
            throw Refused(layer, "for which PyTorch has no equivalent module");
        }

        foreach (Layer inner in layer.Layers)
        {
            AddTree(inner, prefix);
        }
    }

    private static bool IsNext(NetworkLayer below, NetworkLayer above) =>
        above.Kind == below.Kind && above.Units == below.Units && above.Projection == below.Projection
            && above.Bidirectional == below.Bidirectional && above.ResetAfter == below.ResetAfter;

    private void Add(string name, IReadOnlyList<Layer> layers)
    {
        Layer first = layers[0];
        switch (first)
        {
            case Dense dense:
                Put(name, "weight", dense.Weight);
                bool hasBias = dense.Parameters.Count() > 1;
                if (hasBias)
                {
                    Put(name, "bias", dense.Parameters.Last());
                }

                string then = dense.Activation is { } function
                    ? $" # then {function.ToString().ToLowerInvariant()}"
                    : "";
                _modules.Add((
                    name, $"Linear({dense.InputSize}, {dense.OutputSize}{(hasBias ? "" : ", bias=False")}){then}"));
                break;
            case Embedding embedding:
                Put(name, "weight", embedding.Weight);
                _modules.Add((name, $"Embedding({embedding.VocabularySize}, {embedding.OutputSize})"));
                break;
            case LayerNorm norm:
                Put(name, "weight", norm.Parameters.First());
                Put(name, "bias", norm.Parameters.Last());
                _modules.Add(
                    (
                        name,
                        string.Create(
                            CultureInfo.InvariantCulture, $"LayerNorm({norm.OutputSize}, eps={norm.Epsilon})")));
                break;
            default:
                for (int l = 0; l < layers.Count; l++)
                {
                    AddDirections(name, layers[l], l);
                }

                _modules.Add((name, RecurrentModule((SequenceLayer)first, layers.Count)));
                break;
        }
    }

    private void AddDirections(string name, Layer layer, int number)
    {
        if (layer is Bidirectional)
        {
            Layer[] both = [.. layer.Layers];
            Add(name, both[0], number, reverse: false);
            Add(name, both[1], number, reverse: true);
        }
        else
        {
            Add(name, layer is RecurrentLayer { IsReverse: true }
                ? throw Refused(
                    layer,
                    "which reads from the last step to the first; PyTorch does so only in both directions together")
                : layer, number, reverse: false);
        }
    }

    private void Add(string name, Layer layer, int number, bool reverse)
    {
        void Both(Parameter w, Parameter r, float[] first, float[] second)
        {
            _tensors.Add(new StoredTensor(
                Joined(name, StateModule.NameOf("weight_ih", number, reverse)), w.Shape, w.Value.ToArray()));
            _tensors.Add(new StoredTensor(
                Joined(name, StateModule.NameOf("weight_hh", number, reverse)), r.Shape, r.Value.ToArray()));
            _tensors.Add(new StoredTensor(
                Joined(name, StateModule.NameOf("bias_ih", number, reverse)), new Shape(first.Length), first));
            _tensors.Add(new StoredTensor(
                Joined(name, StateModule.NameOf("bias_hh", number, reverse)), new Shape(second.Length), second));
        }

        switch (layer)
        {
            case RecurrentLayer { Cell.PyTorch: null } unknown:
                throw new NotPortableException(
                    $"The layer '{layer.Path}' is {unknown.Cell.WithArticle} layer, for which PyTorch has no module; "
                    + $"its weights can't be exported to PyTorch.");
            case RecurrentLayer { Cell.HasInnerBias: true, Q: null }:
                throw Refused(layer, "with the reset before the recurrent product; PyTorch's resets after it");
            case Lstm { Options.Peepholes: true }:
                throw Refused(layer, "with peepholes, which PyTorch's LSTM lacks");
            case RecurrentLayer cell:
                // The second bias counts only where it is inside a reset.
                int rows = cell.B.Shape.Length;
                float[] second = cell.Q is { } q
                    ? [.. new float[rows - cell.HiddenSize], .. q.Value.ToArray()]
                    : new float[rows];
                Both(cell.W, cell.R, cell.B.Value.ToArray(), second);
                if ((cell as Lstm)?.Projection is { } projection)
                {
                    Put(name, StateModule.NameOf("weight_hr", number, reverse), projection);
                }

                break;
            default:
                throw Refused(layer, "which can't be one direction of a module of PyTorch");
        }
    }

    private static string RecurrentModule(SequenceLayer layer, int layers)
    {
        var one = (RecurrentLayer)(layer is Bidirectional ? layer.Layers.First() : layer);
        int projection = one.OutputSize < one.HiddenSize ? one.OutputSize : 0;
        return $"{one.Cell.PyTorch!.Name}({one.InputSize}, {one.HiddenSize}"
            + $"{(layers > 1 ? $", num_layers={layers}" : "")}"
            + $"{(layer is Bidirectional ? ", bidirectional=True" : "")}"
            + $"{(projection > 0 ? $", proj_size={projection}" : "")})";
    }

    private void Put(string module, string name, Parameter parameter) =>
        _tensors.Add(new StoredTensor(Joined(module, name), parameter.Shape, parameter.Value.ToArray()));

    private static string Joined(string module, string name) =>
        module.Length == 0 ? name : name.Length == 0 ? module : $"{module}.{name}";

    private static NotPortableException Refused(Layer layer, string why) =>
        new($"The layer '{layer.Path}' is a {layer.GetType().Name} {why}; its weights can't be exported to PyTorch.");
}
