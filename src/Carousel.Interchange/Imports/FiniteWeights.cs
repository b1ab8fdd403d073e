using System.Globalization;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Imports;

/// <summary>
/// Checks that the weights of an imported network are finite, for every source format: the answers to a few inputs need
/// not depend on all of them.
/// </summary>
internal static class FiniteWeights
{
    /// <summary>The same weights, which refuse NaN and infinity when they are written.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="design">The chain.</param>
    /// <param name="weights">For each layer but a pooling, values by the parameter's name. Writing them throws
    /// <see cref="ModelFileException"/> if one is not finite.</param>
    public static IReadOnlyDictionary<string, NetworkWeight>[] Of(
        string path, NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> weights)
    {
        NetworkLayer[] layers = [.. design.Layers.Where(l => l.Kind != NetworkLayerKind.Pooling)];
        NetworkWeight Held(NetworkWeight weight, string name, int layer) => weight with
        {
            Fill = values =>
            {
                weight.Fill(values);
                for (int k = 0; k < values.Length; k++)
                {
                    if (!float.IsFinite(values[k]))
                    {
                        throw new ModelFileException(string.Create(
                            CultureInfo.InvariantCulture,
                            $"{path}: '{name}' of "
                            + $"layer {layer + 1}{(layer < layers.Length ? $", {layers[layer].Describe()}" : "")}, has "
                            + $"the value {values[k]} at place {k}; a network with such weights gives no numbers. "
                            + $"Its training diverged, or the file was damaged."));
                    }
                }
            },
        };
        return [
            .. weights.Select(
                (own, layer) => own.ToDictionary(w => w.Key, w => Held(w.Value, w.Key, layer))),
        ];
    }
}
