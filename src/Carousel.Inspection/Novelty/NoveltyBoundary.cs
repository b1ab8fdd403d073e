namespace Carousel.Inspection.Novelty;

/// <summary>A place where the state leaves what it was.</summary>
/// <param name="Step">The first step of the new part.</param>
/// <param name="Height">The curve there, in medians of the curve.</param>
/// <param name="ExpectedFalse">How many boundaries at least as high a sequence of one source is expected to
/// have.</param>
internal readonly record struct NoveltyBoundary(int Step, double Height, double ExpectedFalse);
