namespace Carousel.Laboratory.Claims.Shield;

/// <summary>What came of one training.</summary>
/// <param name="IsSolved">By the validation sequences.</param>
/// <param name="IsSolvedOnTest">Whether a solved run is within the same bound on untouched sequences.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Sequences">Until it was solved.</param>
/// <param name="Loss">On untouched sequences.</param>
/// <param name="LongerLoss">On longer ones; not a number where it was not measured.</param>
internal sealed record ShieldTrial(
    bool IsSolved, bool IsSolvedOnTest, bool IsDiverged, long Sequences, double Loss, double LongerLoss);
