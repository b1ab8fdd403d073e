namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>What a next-base model is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="Weights">a_k of the Markov models of order 0 to 16.</param>
/// <param name="Order">The order that the validation part chose: the baseline.</param>
/// <param name="Lengths">How many bases each sequence of the training part has; the bases themselves are kept beside the parameters.</param>
internal sealed record NextBaseConfiguration(NextBaseDesign Design, IReadOnlyList<double> Weights, int Order, IReadOnlyList<int> Lengths);

/// <summary>What a next-base model learned from.</summary>
/// <param name="Name">How the data were called.</param>
/// <param name="Fingerprint">Of the training part.</param>
/// <param name="Bases">Of the training part, one strand.</param>
internal sealed record NextBaseOrigin(string Name, string Fingerprint, long Bases);
