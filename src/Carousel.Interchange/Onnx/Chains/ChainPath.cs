using Carousel.Networks;


namespace Carousel.Interchange.Onnx;

/// <summary>A layer with its weights.</summary>
/// <param name="Design">Kind and sizes.</param>
/// <param name="Weights">Values by the parameter's name; none of a pooling.</param>
internal sealed record ChainLayer(NetworkLayer Design, IReadOnlyDictionary<string, float[]> Weights)
{
    /// <summary>With other values of a parameter.</summary>
    public ChainLayer With(string name, float[] values) =>
        this with { Weights = new Dictionary<string, float[]>(Weights) { [name] = values } };
}

/// <summary>The layers between the model's input and a value.</summary>
/// <param name="Layers">From the input on.</param>
/// <param name="Answer">What was made of the last layer's numbers; nothing can follow a soft-max.</param>
internal sealed record ChainPath(IReadOnlyList<ChainLayer> Layers, PortableFunction Answer = PortableFunction.None)
{
    /// <summary>Whether the value holds logarithms of the answer.</summary>
    public bool IsLogarithm { get; init; }

    /// <summary>The layer whose numbers the value holds; null at the model's input.</summary>
    public ChainLayer? Last => Layers.Count > 0 ? Layers[^1] : null;

    /// <summary>The path with one more layer at its end.</summary>
    public ChainPath With(ChainLayer layer) => this with { Layers = [.. Layers, layer] };

    /// <summary>With another last layer.</summary>
    public ChainPath Ending(ChainLayer layer) => this with { Layers = [.. Layers.SkipLast(1), layer] };

    /// <summary>The path with a pooling at its end.</summary>
    public ChainPath Pooled(NetworkPooling pooling, int width) =>
        With(new ChainLayer(
            new NetworkLayer(NetworkLayerKind.Pooling, width, width) { Pooling = pooling },
            new Dictionary<string, float[]>()));

    /// <summary>Whether both lead through the same layers.</summary>
    public bool IsSame(ChainPath other) => IsSame(other, Layers.Count);

    /// <summary>Whether both lead through the same layers, as far as to one of them.</summary>
    public bool IsSame(ChainPath other, int count) =>
        Layers.Count == other.Layers.Count
            && Layers.Zip(other.Layers).Take(count)
                .All(
                    p => ReferenceEquals(p.First, p.Second)
                        || (p.First.Design.Kind == NetworkLayerKind.Pooling && p.First.Design == p.Second.Design));
}
