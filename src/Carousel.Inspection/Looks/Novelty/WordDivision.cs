using Carousel.Inspection.Novelty;

namespace Carousel.Inspection.Looks;

/// <summary>What TextTiling makes of the same text.</summary>
/// <param name="Key">How figures and tables call it.</param>
/// <param name="Name">How sentences call it.</param>
/// <param name="Boundaries">Where it cuts.</param>
/// <param name="Error">All its boundaries against chance.</param>
/// <param name="Deepest">Its deepest gaps, as many as the states have boundaries, against chance.</param>
internal sealed record WordDivision(
    string Key, string Name, IReadOnlyList<int> Boundaries, SegmentationChance Error, SegmentationChance Deepest);
