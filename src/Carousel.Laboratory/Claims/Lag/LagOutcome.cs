using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>What came of one network.</summary>
/// <param name="Case">Which.</param>
/// <param name="IsSolved">Whether it solved the task within the budget.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Sequences">Training sequences until then.</param>
/// <param name="Test">On sequences that nothing was chosen by.</param>
internal sealed record LagOutcome(LagCase Case, bool IsSolved, bool IsDiverged, long Sequences, TaskScore Test);
