namespace Carousel.Jobs.Decoding;

/// <summary>Labels that a decoder found.</summary>
/// <param name="Labels">From the first to the last, with the steps of the likeliest path.</param>
/// <param name="LogProbability">ln p of the labels given the steps: the sum over the paths that were followed.</param>
internal sealed record DecodedLabels(IReadOnlyList<AlignedLabel> Labels, double LogProbability);
