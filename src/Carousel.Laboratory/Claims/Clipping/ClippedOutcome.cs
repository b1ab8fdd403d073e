namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>What came of a training with or without clipping.</summary>
/// <param name="Losses">The loss of every step; shorter than the training where it ended with a number that is not finite.</param>
/// <param name="Norms">The global norm of every step's gradient before clipping.</param>
/// <param name="Test">The loss on untouched sequences at the end; infinite where it is not finite.</param>
internal sealed record ClippedOutcome(IReadOnlyList<double> Losses, IReadOnlyList<double> Norms, double Test);
