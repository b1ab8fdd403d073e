using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>How the networks of a forecaster were trained, to train them again on other rows.</summary>
/// <param name="Training">The last training: it ends with its last epoch.</param>
/// <param name="EpochWindows">Windows of an epoch, where they were asked for.</param>
internal sealed record ForecastRecipe(TrainingChoices Training, int? EpochWindows);
