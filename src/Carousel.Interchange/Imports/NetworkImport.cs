using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Imports;

/// <summary>A network that came from another program.</summary>
/// <param name="Model">The network; owned by the caller.</param>
/// <param name="Notes">What was assumed, decided and checked, a sentence each.</param>
public sealed record NetworkImport(SequenceModel Model, IReadOnlyList<string> Notes)
{
    private const string Unchecked =
        "not checked: the file contains no stored input and output (--check FILE compares)";

    /// <summary>
    /// Assumptions, decisions and checks, a sentence each. Names from the file are converted to one line: they may
    /// contain control characters of a terminal.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [.. Notes.Select(OneLine.Of)];

    /// <summary>Makes the network and holds it against what checks know of it.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="design">The chain.</param>
    /// <param name="weights">For each layer but a pooling, values by the parameter's name.</param>
    /// <param name="notes">What was assumed, a sentence each.</param>
    /// <param name="checks">Each gives a sentence, or throws.</param>
    /// <param name="advice">What to do where the design has a fault.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    internal static NetworkImport Make(
        string path, NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights,
        IReadOnlyList<string> notes, IReadOnlyList<Func<SequenceModel, string>> checks, string advice, int threads) =>
        Make(path, design, [.. weights.Select(NetworkWeight.Of)], notes, checks, advice, threads);

    /// <summary>The same of weights that may be bytes; the arguments are those of the other.</summary>
    internal static NetworkImport Make(
        string path, NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> weights,
        IReadOnlyList<string> notes, IReadOnlyList<Func<SequenceModel, string>> checks, string advice, int threads)
    {
        if (design.FindMistake() is { } fault)
        {
            throw new ModelFileException($"{path}: {fault} {advice}");
        }

        SequenceModel? model = null;
        try
        {
            model = SequenceModel.Of(
                design with { Origin = notes }, FiniteWeights.Of(path, design, weights), threads);
            string[] found = [.. checks.Select(c => c(model))];
            var import = new NetworkImport(
                model,
                [.. notes, $"the network: {design.Describe()}", .. found, .. found.Length > 0
                    ? Array.Empty<string>()
                    : [Unchecked]]);
            model = null;
            return import;
        }
        finally
        {
            model?.Dispose();
        }
    }
}
