using Carousel.Interchange.Tensors;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Weights that PyTorch computes from others before each use: a state dictionary has the others in their place.
/// </summary>
internal static class ComputedWeights
{
    private const string Parametrizations = ".parametrizations.";

    private static readonly (string Name, string First, string Second, string Remedy)[] _hooks =
    [
        ("weight normalisation", "_g", "_v", "torch.nn.utils.remove_weight_norm({0}, '{1}')"),
        ("spectral normalisation", "_orig", "_u", "torch.nn.utils.remove_spectral_norm({0}, '{1}')"),
        ("pruning", "_orig", "_mask", "torch.nn.utils.prune.remove({0}, '{1}')"),
    ];

    /// <summary>Refuses a file with such weights in a module that is read.</summary>
    /// <param name="tensors">The file.</param>
    /// <param name="layers">The modules that are read; null for all.</param>
    /// <exception cref="ModelFileException">It has one.</exception>
    public static void Refuse(ForeignTensors tensors, string? layers)
    {
        string[]? read = layers?.Split(',', StringSplitOptions.TrimEntries);
        foreach (string name in tensors.Tensors.Keys)
        {
            if (Find(name, tensors.Tensors) is not ({ } kind, { } weight, { } remedy))
            {
                continue;
            }

            int dot = weight.LastIndexOf('.');
            string module = dot < 0 ? "" : weight[..dot];
            if (read is null || read.Any(l => l == module || l.StartsWith(module + ":", StringComparison.Ordinal)))
            {
                string call = string.Format(
                    System.Globalization.CultureInfo.InvariantCulture, remedy,
                    module.Length > 0 ? $"model.{module}" : "model", weight[(dot + 1)..]);
                throw new ModelFileException(
                    $"{tensors.Path}: the file has '{name}' and no '{weight}', because PyTorch computes that weight "
                    + $"before each use ({kind}). Turn it into a plain weight before saving: {call}, then "
                    + $"torch.save(model.state_dict(), 'model.pth').");
            }
        }
    }

    private static (string Kind, string Weight, string Remedy)? Find(
        string name, IReadOnlyDictionary<string, ForeignTensor> tensors)
    {
        int at = ("." + name).IndexOf(Parametrizations, StringComparison.Ordinal);
        if (at >= 0)
        {
            string weight = name[(at + Parametrizations.Length - 1)..].Split('.')[0];
            return (
                "a parametrization", name[..at] + weight,
                "torch.nn.utils.parametrize.remove_parametrizations({0}, '{1}')");
        }

        foreach ((string kind, string first, string second, string remedy) in _hooks)
        {
            if (name.EndsWith(first, StringComparison.Ordinal)
                && name[..^first.Length] is var weight && tensors.ContainsKey(weight + second)
                && !tensors.ContainsKey(weight))
            {
                return (kind, weight, remedy);
            }
        }

        return null;
    }
}
