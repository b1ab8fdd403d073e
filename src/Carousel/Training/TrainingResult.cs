namespace Carousel.Training;

/// <summary>
/// What a training reached. The model holds the parameters of the best score, or the last ones where nothing was
/// validated.
/// </summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Steps">Steps made, those before a resume included.</param>
/// <param name="Epochs">Whole epochs done.</param>
/// <param name="BestScore">The best validation score; <c>null</c> where nothing was validated.</param>
/// <param name="BestEpoch">The epoch of the best score, 1, 2, …; 0 for none.</param>
/// <param name="History">All epochs done.</param>
public sealed record TrainingResult(
    StopReason Reason, long Steps, int Epochs, double? BestScore, int BestEpoch, IReadOnlyList<EpochRecord> History);
