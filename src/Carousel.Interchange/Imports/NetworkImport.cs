using Carousel.Storage;
using Carousel.Tasks.Networks;

namespace Carousel.Interchange.Imports;

/// <summary>A network that came from another program.</summary>
/// <param name="Model">The network; owned by the caller.</param>
/// <param name="Notes">What was assumed, decided and checked, a sentence each.</param>
public sealed record NetworkImport(NetworkModel Model, IReadOnlyList<string> Notes)
{
    private const string Unchecked = "not checked: the file brings no stored input and output (--check FILE compares)";

    /// <summary>Makes the network and holds it against stored examples.</summary>
    internal static NetworkImport Make(
        string path, NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights, IReadOnlyList<string> notes, IEnumerable<NetworkExample> examples, string advice, int threads) =>
        Make(path, design, weights, notes, [.. examples.Select(e => (Func<NetworkModel, string>)(model => e.Check(model, ExampleSteps.AnyAxis, advice).Describe()))], advice, threads);

    /// <summary>Makes the network and holds it against what checks know of it; each gives a sentence, or throws.</summary>
    internal static NetworkImport Make(
        string path, NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights, IReadOnlyList<string> notes, IReadOnlyList<Func<NetworkModel, string>> checks, string advice, int threads)
    {
        if (design.Fault() is { } fault)
        {
            throw new ModelFileException($"{path}: {fault} {advice}");
        }

        NetworkModel? model = null;
        try
        {
            model = NetworkModel.Create(design with { Origin = notes }, weights, threads);
            string[] found = [.. checks.Select(c => c(model))];
            var import = new NetworkImport(model, [.. notes, $"the network: {design.Describe()}", .. found, .. found.Length > 0 ? Array.Empty<string>() : [Unchecked]]);
            model = null;
            return import;
        }
        finally
        {
            model?.Dispose();
        }
    }
}
