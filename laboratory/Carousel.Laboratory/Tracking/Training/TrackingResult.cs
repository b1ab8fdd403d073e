namespace Carousel.Laboratory.Tracking.Training;

/// <summary>How a training went.</summary>
/// <param name="Batches">Batches.</param>
/// <param name="FirstPerfect">Batches after which all validation sequences were right for the first time; null where
/// they never were.</param>
/// <param name="IsTimeOver">Whether the time ended it before the batches were used up.</param>
/// <param name="IsDiverged">Whether it ended with a number that is not finite.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TrackingTraining(
    int Batches, int? FirstPerfect, bool IsTimeOver, bool IsDiverged, double Seconds);

/// <summary>How well a network does on sequences of a length.</summary>
/// <param name="Length">The length.</param>
/// <param name="Accuracy">Share of right answers: in the last tenth of the sequences where there is one at every step.
/// </param>
/// <param name="All">Share of right answers at all steps that have one.</param>
/// <param name="Whole">Share of sequences without a wrong answer.</param>
internal sealed record LengthScore(int Length, double Accuracy, double All, double Whole);

/// <summary>What came of a trial.</summary>
/// <param name="Task">The problem's word.</param>
/// <param name="Network">The network's word.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Settings">What <see cref="TrackingSettings.KeyOf"/> says of how it was trained.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Training">How the training went.</param>
/// <param name="Scores">The scores, by length.</param>
internal sealed record TrackingResult(
    string Task, string Network, ulong Seed, string Settings, long Parameters, TrackingTraining Training,
    IReadOnlyList<LengthScore> Scores)
{
    /// <summary>The score at a length; null where that was not tested.</summary>
    public LengthScore? At(int length) => Scores.FirstOrDefault(s => s.Length == length);

    /// <summary>Whether every answer of every test sequence of the greatest length is right.</summary>
    public bool IsFaultless => Scores.Count > 0 && Scores.MaxBy(s => s.Length)!.Whole == 1;
}
