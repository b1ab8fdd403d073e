using Carousel.Jobs.Networks;

namespace Carousel.Interchange.Keras;

/// <summary>A network that came from Keras.</summary>
/// <param name="Model">The network, owned by the caller.</param>
/// <param name="Notes">What was assumed and what was left out, a sentence each.</param>
/// <param name="LargestDifference">The largest difference between Keras's answers to the file's example and Carousel's,
/// in units of 1 or of the answer where that is larger; null where the file brings no example.</param>
public sealed record KerasImport(NetworkModel Model, IReadOnlyList<string> Notes, double? LargestDifference)
{
    /// <summary>Whether Keras gives steps from the last to the first.</summary>
    internal bool IsTurned { get; init; }
}
