using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>What came of one network.</summary>
/// <param name="Case">Which.</param>
/// <param name="IsSolved">Whether it solved the task within the budget.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Sequences">Training sequences until then: up to the look at which it was seen.</param>
/// <param name="Between">Training sequences between two looks.</param>
/// <param name="Test">On sequences that nothing was chosen by.</param>
internal sealed record LagOutcome(
    LagCase Case, bool IsSolved, bool IsDiverged, long Sequences, long Between, TaskScore Test)
{
    /// <summary>
    /// The middle between the look at which it was seen and the one before, which is off by half of
    /// <see cref="Between"/> at most.
    /// </summary>
    public double Middle => Sequences - (0.5 * Between);

    /// <summary>Whether it solved the task and keeps to that on the test sequences.</summary>
    public bool IsKept => IsSolved && Case.Task.IsKept(Test);
}
