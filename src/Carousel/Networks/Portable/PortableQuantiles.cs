namespace Carousel.Networks;

/// <summary>What becomes of numbers that are quantiles, a run of <see cref="Count"/> for each target.</summary>
/// <remarks>
/// Each network's run is sorted, the runs are averaged over the networks, <see cref="Offsets"/> are added, none across
/// the median, and the run is sorted again. Then <see cref="Spreads"/> times the distance from the median are added,
/// and the run is sorted once more.
/// </remarks>
/// <param name="Count">Quantiles of a target.</param>
/// <param name="Median">Which of them is the median.</param>
/// <param name="Offsets">One for each number of the answer.</param>
/// <param name="Spreads">As many.</param>
internal sealed record PortableQuantiles(
    int Count, int Median, IReadOnlyList<double> Offsets, IReadOnlyList<double> Spreads);
