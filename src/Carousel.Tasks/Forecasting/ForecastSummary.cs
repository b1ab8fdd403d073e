using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>What the training of a forecaster reached. Kept in the model file; holds no times.</summary>
/// <param name="Reason">Why the training ended.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="BestEpoch">The epoch of the best validation score, whose parameters are kept.</param>
/// <param name="BestScore">That score: mean pinball loss in the network's scale.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Parameters">How many values are trained.</param>
/// <param name="History">All epochs done.</param>
public sealed record ForecastSummary(
    StopReason Reason, long Steps, int BestEpoch, double? BestScore, ulong Seed, long Parameters, IReadOnlyList<EpochRecord> History);
