namespace Carousel.Laboratory.Training;

/// <summary>What came of a training on a task.</summary>
/// <param name="IsSolved">Whether the rule was met within the budget.</param>
/// <param name="IsDiverged">Whether it ended with a loss or gradient that is not finite.</param>
/// <param name="Sequences">Training sequences shown, until it was solved where it was.</param>
/// <param name="Test">The score at the end on sequences that nothing was chosen by.</param>
/// <param name="Curve">The score on the validation sequences over training.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TaskOutcome(
    bool IsSolved, bool IsDiverged, long Sequences, TaskScore Test, IReadOnlyList<CurvePoint> Curve, double Seconds);
