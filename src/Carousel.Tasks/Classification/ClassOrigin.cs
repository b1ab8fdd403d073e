namespace Carousel.Tasks.Classification;

/// <summary>What a classifier learned from. Kept in the model file.</summary>
/// <param name="Fingerprint">A hash of the training data.</param>
/// <param name="Counts">Sequences of each class, in the order of the classes.</param>
/// <param name="Longest">Steps of the longest.</param>
/// <param name="Temperature">What scores are divided by before they become probabilities.</param>
/// <param name="Columns">The columns that were named.</param>
public sealed record ClassOrigin(string Fingerprint, IReadOnlyList<int> Counts, int Longest, double Temperature, ClassColumns Columns);
