using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>Built layers with the design from which they can be made again.</summary>
internal sealed class DescribedLayers
{
    private readonly (NetworkLayer Design, SequenceLayer Layer)[] _parts;

    private DescribedLayers(NetworkDesign design, (NetworkLayer Design, SequenceLayer Layer)[] parts) =>
        (Design, _parts) = (design, parts);

    /// <summary>The design; the answer is the numbers of the last layer.</summary>
    public NetworkDesign Design { get; }

    /// <summary>Describes a layer.</summary>
    /// <param name="model">The layer.</param>
    /// <param name="reason">Why it can't be described, as a sentence; empty where it can.</param>
    /// <returns>Null where there is a reason.</returns>
    public static DescribedLayers? Of(Layer model, out string reason)
    {
        if (model is NetworkChain chain)
        {
            reason = "";
            return new DescribedLayers(chain.Design, [.. chain.Parts]);
        }

        if (model is not SequenceLayer layer)
        {
            reason = NotKnown(model);
            return null;
        }

        var parts = new List<(NetworkLayer? Design, SequenceLayer Layer)>();
        Read(layer, parts);
        if (parts.FirstOrDefault(p => p.Design is null).Layer is { } unknown)
        {
            reason = NotKnown(unknown);
            return null;
        }

        var design = new NetworkDesign([.. parts.Select(p => p.Design!)]);
        reason = parts.DistinctBy(p => p.Layer).Count() < parts.Count
            ? "A layer appears twice in the network, with the same weights."
            : design.FindMistake() ?? "";
        return reason.Length > 0 ? null : new DescribedLayers(design, [.. parts.Select(p => (p.Design!, p.Layer))]);
    }

    /// <summary>Each parameter, with its name in a model file.</summary>
    /// <param name="design">The design of the file: the layers of <see cref="Design"/>, perhaps with names.</param>
    public IEnumerable<(string Name, Parameter Parameter)> Named(NetworkDesign design)
    {
        var chain = new NetworkChain(design);
        chain.Name();
        return chain.Parts.Zip(_parts).SelectMany(
            pair => pair.First.Layer.Parameters.Zip(pair.Second.Layer.Parameters, (stored, own) => (stored.Name, own)));
    }

    /// <summary>Copies of all parameters under their names in a model file.</summary>
    /// <param name="design">As for <see cref="Named"/>.</param>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    public IReadOnlyList<StoredTensor> ToTensors(NetworkDesign design) =>
    [
        .. Named(design).Select(p => p.Parameter.Quantized is { } matrix
            ? new StoredTensor(p.Name, matrix)
            : new StoredTensor(p.Name, p.Parameter.Shape, p.Parameter.Value.ToArray())),
    ];

    /// <summary>Tensors of a model file under the names that the parameters have in the layer.</summary>
    /// <param name="tensors">The file's.</param>
    public IReadOnlyList<StoredTensor> Renamed(IReadOnlyList<StoredTensor> tensors)
    {
        Dictionary<string, string> own = Named(Design).ToDictionary(
            p => p.Name, p => p.Parameter.Name);
        return [.. tensors.Select(t => own.TryGetValue(t.Name, out string? name) ? t.Renamed(name) : t)];
    }

    private static string NotKnown(Layer layer) => $"A layer of the type {layer.GetType().Name} is in it.";

    private static void Read(SequenceLayer layer, List<(NetworkLayer? Design, SequenceLayer Layer)> parts)
    {
        if (layer is Stack)
        {
            foreach (Layer inner in layer.Layers)
            {
                Read((SequenceLayer)inner, parts);
            }
        }
        else
        {
            parts.Add((One(layer), layer));
        }
    }

    private static NetworkLayer? One(SequenceLayer layer) => layer switch
    {
        Embedding table => new(NetworkLayerKind.Embedding, table.VocabularySize, table.OutputSize),
        RecurrentLayer cell => Cell(cell),
        Bidirectional both => Directions(both),
        Dense dense => new(NetworkLayerKind.Dense, dense.InputSize, dense.OutputSize)
        {
            Activation = dense.Activation,
            HasBias = dense.Parameters.Count() > 1,
        },
        LayerNorm norm => Kept(NetworkLayerKind.Normalization, layer) with { Epsilon = norm.Epsilon },
        Dropout dropout => Kept(NetworkLayerKind.Dropout, layer) with
        {
            Rate = dropout.Rate,
            OncePerSequence = dropout.OncePerSequence,
        },
        SequenceConvolution convolution => Convolution(convolution),
        _ => null,
    };

    private static NetworkLayer Kept(NetworkLayerKind kind, SequenceLayer layer) =>
        new(kind, layer.InputSize, layer.OutputSize);

    private static NetworkLayer? Cell(RecurrentLayer layer)
    {
        if (NetworkLayer.KindOf(layer.Cell) is not { } kind)
        {
            return null;
        }

        var one = new NetworkLayer(kind, layer.InputSize, layer.HiddenSize) { Reverse = layer.IsReverse };
        return layer is Lstm lstm
            ? one with
            {
                Projection = lstm.Options.Projection,
                Peepholes = lstm.Options.Peepholes,
                Variant = Beyond(lstm.Options),
            }
            : one with
            {
                ResetAfter = !layer.Cell.HasInnerBias || layer.Q is not null,
                Options = layer.OpenOptions == new CellOptions() ? null : layer.OpenOptions,
            };
    }

    // The initial value of a bias is not a part of a trained network.
    private static LstmOptions? Beyond(LstmOptions options)
    {
        var plain = new LstmOptions
        {
            ForgetBias = options.ForgetBias,
            Projection = options.Projection,
            Peepholes = options.Peepholes,
        };
        return options == plain ? null : options;
    }

    private static NetworkLayer? Directions(Bidirectional both)
    {
        NetworkLayer?[] ways = [.. both.Layers.OfType<RecurrentLayer>().Select(Cell)];
        return ways is [{ } ahead, { } back] && ahead == back with { Reverse = false }
            ? ahead with { Bidirectional = true }
            : null;
    }

    private static NetworkLayer Convolution(SequenceConvolution layer)
    {
        SequenceConvolutionSize size = layer.Convolution;
        return new NetworkLayer(NetworkLayerKind.Convolution, size.Inputs, size.Outputs)
        {
            Window = size.KernelSize,
            Dilation = size.Dilation,
            Causal = size.IsCausal,
            Activation = layer.Activation,
            HasBias = layer.Parameters.Count() > 1,
        };
    }
}
