namespace Carousel.Inspection.Attribution;

/// <summary>A score and what it loses when parts of the sequence are hidden.</summary>
/// <param name="Score">The score with nothing hidden.</param>
/// <param name="Spans">What was hidden, side by side: by step, then by input.</param>
public sealed record OcclusionMap(double Score, IReadOnlyList<OccludedSpan> Spans);
