namespace Carousel.Inspection.Attribution;

/// <summary>A score and its decrease for each hidden part of the sequence.</summary>
/// <param name="Score">The score with nothing hidden.</param>
/// <param name="Spans">What was hidden, side by side: by step, then by input.</param>
public sealed record OcclusionMap(double Score, IReadOnlyList<OccludedSpan> Spans);
