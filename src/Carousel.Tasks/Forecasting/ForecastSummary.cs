using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>What the training of a forecaster reached. Kept in the model file; holds no times.</summary>
/// <param name="Reason">Why the training ended.</param>
/// <param name="Steps">Steps of the first fit, which is validated.</param>
/// <param name="BestEpoch">The epoch of its best validation score.</param>
/// <param name="BestScore">That score: mean pinball loss in the network's scale.</param>
/// <param name="IsRefitted">Whether the networks were then trained anew on training and validation rows, for as many epochs.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Parameters">How many values are trained.</param>
/// <param name="History">The epochs of the first fit.</param>
public sealed record ForecastSummary(
    StopReason Reason, long Steps, int BestEpoch, double? BestScore, bool IsRefitted, ulong Seed, long Parameters, IReadOnlyList<EpochRecord> History);
