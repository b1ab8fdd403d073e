using Carousel.Genomes.Markov;

namespace Carousel.Genomes.NextBase;

/// <summary>What a next-base model is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="Weights">a_k of the Markov models of order 0 to 16.</param>
/// <param name="Order">The order that the validation part chose: the baseline.</param>
/// <param name="Lengths">How many bases each sequence of the training part has; the bases themselves are kept next to
/// the parameters.</param>
internal sealed record NextBaseConfiguration(
    NextBaseDesign Design, IReadOnlyList<double> Weights, int Order, IReadOnlyList<int> Lengths)
{
    /// <summary>Whether the sizes are ones that can be built: of a configuration that comes from a file.</summary>
    public bool IsInRange =>
        Design.IsInRange && Weights.Count == ContextIndex.MostOrder + 1 && Weights.All(w => double.IsFinite(w) && w > 0)
        && Order is >= 1 and <= ContextIndex.MostOrder && Lengths.All(l => l >= 0)
        && PackedBases.CountFor(Lengths) < int.MaxValue;
}

/// <summary>What a next-base model learned from.</summary>
/// <param name="Name">How the data were called.</param>
/// <param name="Fingerprint">Of the training part.</param>
/// <param name="Bases">Of the training part, one strand.</param>
internal sealed record NextBaseOrigin(string Name, string Fingerprint, long Bases);
