namespace Carousel.Cli.Rendering;

/// <summary>How far a training is: what a line of progress is drawn from.</summary>
/// <param name="Epoch">The present epoch, 1, 2, ….</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Share">How much of all epochs is done, 0 … 1.</param>
/// <param name="Loss">The training loss of the present epoch, or of the last one that is done; null for none.</param>
/// <param name="Validation">The last validation score, or null.</param>
/// <param name="Best">The best validation score so far, or null.</param>
/// <param name="BestEpoch">The epoch of the best score.</param>
/// <param name="UnitsPerSecond">Windows, or what a training counts, a second; 0 where unknown.</param>
/// <param name="Left">Until the last epoch, or null where unknown.</param>
internal sealed record TrainingState(
    int Epoch,
    int Epochs,
    double Share,
    double? Loss,
    double? Validation,
    double? Best,
    int BestEpoch,
    double UnitsPerSecond,
    TimeSpan? Left);
