using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>The layers of a model and its cost.</summary>
/// <param name="Name">What the design is called in a line.</param>
/// <param name="Networks">How many networks of these layers are averaged.</param>
/// <param name="Layers">The layers of one network that have parameters.</param>
/// <param name="Parameters">Trained values of all networks together.</param>
/// <param name="MultiplyAdds">Multiply-adds of one <paramref name="Unit"/>, all networks together.</param>
/// <param name="StateBytes">Bytes of the recurrent state that one stream carries from step to step, all networks
/// together.</param>
/// <param name="Unit">What <paramref name="MultiplyAdds"/> counts, in the singular.</param>
public sealed record ModelDescription(
    string Name, int Networks, IReadOnlyList<LayerDescription> Layers, long Parameters, long MultiplyAdds,
    long StateBytes,
    string Unit = "window")
{
    /// <summary>Bytes of the weights in the file, all networks together.</summary>
    public long WeightBytes { get; init; }

    /// <summary>How many of the parameters are in 8 bits.</summary>
    public long QuantizedParameters { get; init; }

    /// <summary>Describes networks of one design.</summary>
    /// <param name="name">What the design is called in a line.</param>
    /// <param name="networks">The networks whose answers are averaged, one at least.</param>
    /// <param name="multiplyAdds">Multiply-adds of one unit, all networks together.</param>
    /// <param name="stateSize">Values of the recurrent state, all networks together.</param>
    /// <param name="unit">What is counted, in the singular.</param>
    /// <returns>The description.</returns>
    public static ModelDescription Of(
        string name, IReadOnlyList<Layer> networks, long multiplyAdds, long stateSize, string unit = "window")
    {
        ArgumentNullException.ThrowIfNull(networks);
        long parameters = networks.Sum(n => (long)n.ParameterCount);
        return new ModelDescription(
            name, networks.Count, LayerDescription.ListOf(networks[0]), parameters, multiplyAdds,
            stateSize * sizeof(float), unit)
        {
            WeightBytes = networks.SelectMany(n => n.Parameters).Sum(BytesInFile),
            QuantizedParameters = networks.SelectMany(n => n.Parameters).Where(p => p.Quantized is not null)
                .Sum(p => (long)p.Shape.Length),
        };
    }

    private static long BytesInFile(Parameter parameter) =>
        parameter.Quantized is { } matrix
            ? new StoredTensor(parameter.Name, matrix).Bytes
            : (long)sizeof(float) * parameter.Shape.Length;
}

/// <summary>One layer of a network.</summary>
/// <param name="Name">Its name inside the network, such as <c>encoder.0</c>.</param>
/// <param name="Kind">What it is, such as <c>Lstm</c>.</param>
/// <param name="Weights">Names and shapes of its parameters.</param>
/// <param name="Parameters">How many values they have together.</param>
public sealed record LayerDescription(
    string Name, string Kind, IReadOnlyList<(string Name, Shape Shape)> Weights, long Parameters)
{
    /// <summary>The layers of a network that have parameters and no layers inside.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Each under its name inside the network.</returns>
    public static IReadOnlyList<LayerDescription> ListOf(Layer network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. Leaves(network, "").Select(l => new LayerDescription(
            l.Name, l.Layer.KindName, [.. l.Layer.Parameters.Select(p => (p.Name.Split('.')[^1], p.Shape))],
            l.Layer.ParameterCount))];
    }

    private static IEnumerable<(string Name, Layer Layer)> Leaves(Layer layer, string path) => layer.Layers.Any()
        ? layer.NamedLayers.SelectMany(l => Leaves(l.Layer, path.Length == 0 ? l.Name : $"{path}.{l.Name}"))
        : layer.ParameterCount > 0 ? [(path, layer)] : [];
}
