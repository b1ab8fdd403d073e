using Carousel.Inspection.Novelty;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>What was found in one sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Grid">Its states.</param>
/// <param name="Curve">The distance along it.</param>
/// <param name="Peaks">The peaks and the rule.</param>
/// <param name="Acts">The acts; null where none were asked for.</param>
/// <param name="Boundaries">Where it is cut, at places where boundaries can stand.</param>
/// <param name="PlaceName">What those places are; empty for every step.</param>
internal sealed record NovelSequence(
    InspectedSequence Sequence, StateGrid Grid, NoveltyCurve Curve, PeakRule Peaks, ActDivision? Acts,
    IReadOnlyList<int> Boundaries, string PlaceName);
