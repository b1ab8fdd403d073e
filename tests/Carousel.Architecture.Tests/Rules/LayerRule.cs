using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// The folders of src/Carousel are its layers and its namespaces: a file names its own and those below it, by using,
/// full or partial name. A folder inside a layer sorts its files and is not a namespace.
/// </summary>
internal sealed class LayerRule
{
    private const string Folder = "src/Carousel/";

    private readonly Dictionary<string, Regex> _namesOf;

    /// <summary>What a partial name may go on with is read from the names of the files.</summary>
    /// <param name="paths">Every source file of the library.</param>
    public LayerRule(IEnumerable<string> paths)
    {
        ILookup<string, string> nextNames = paths
            .Where(path => path.StartsWith(Folder, StringComparison.Ordinal) && path.Split('/').Length > 3)
            .Select(path => path[Folder.Length..].Split('/'))
            .ToLookup(parts => parts[0], parts => parts[^1].Split('.')[0]);
        _namesOf = Layers.ToDictionary(layer => layer, layer => Pattern(layer, nextNames[layer].Distinct()));
    }

    /// <summary>The layers, lowest first. Files outside any folder are above them all: the entry points of a
    /// caller.</summary>
    public static IReadOnlyList<string> Layers { get; } =
        [
            "Tensors", "Kernels", "Storage", "Data", "Autograd", "Layers", "Training", "Networks",
        ];

    /// <summary>
    /// A cell's folder holds all that only this cell has, from its kernels to its layer: each file is of the layer that
    /// its namespace names.
    /// </summary>
    private const string Cells = "Cells";

    public IEnumerable<string> Violations(SourceFile file)
    {
        string[] parts = file.Path[Folder.Length..].Split('/');
        string code = CodeText.Of(file.Text);
        string space = Regex.Match(code, @"^namespace Carousel\.([\w.]+);", RegexOptions.Multiline).Groups[1].Value;
        bool isOfCell = parts[0] == Cells;
        int own = parts.Length < 2 ? Layers.Count : Layers.ToList().IndexOf(isOfCell ? space.Split('.')[0] : parts[0]);
        if (own < 0)
        {
            yield return $"{file.Path}: lies in no layer; put it into the folder of one, or add the layer to LayerRule "
                + $"in its place.";
            yield break;
        }

        string expected = parts.Length < 2 ? "Carousel" : $"Carousel.{parts[0]}";
        if (!isOfCell && !Regex.IsMatch(code, $@"^namespace {Regex.Escape(expected)};", RegexOptions.Multiline))
        {
            yield return $"{file.Path}: its namespace must be {expected}, the folder it lies in.";
        }

        foreach (string above in Layers.Skip(own + 1).Where(layer => _namesOf[layer].IsMatch(code)))
        {
            yield return $"{file.Path}: is in layer {Layers[own]} and names {above}, a layer above it.";
        }
    }

    private static Regex Pattern(string layer, IEnumerable<string> nextNames)
    {
        string next = string.Join('|', nextNames.Select(Regex.Escape).DefaultIfEmpty("(?!)"));
        return new Regex(
            $@"\bCarousel\s*\.\s*{layer}\b|(?<![\w.]){layer}\s*\.\s*({next})\b|(?<![\w.])global::Carousel\.{layer}\b");
    }
}
