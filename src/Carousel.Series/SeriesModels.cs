using Carousel.Anomalies.Channels;
using Carousel.Anomalies.Events;
using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.RemainingLife;
using Carousel.Survival;

namespace Carousel;

/// <summary>The models of forecasts, anomalies, survival, remaining lives and classes of sequences.</summary>
public static class SeriesModels
{
    /// <summary>What loads them, one for each task.</summary>
    public static IReadOnlyList<JobLoader> Loaders { get; } =
    [
        new(ChannelPlan.TaskName, ChannelModel.Load),
        new(EventPlan.TaskName, EventModel.Load),
        new(Forecaster.TaskName, Forecaster.Load),
        new(Classifier.TaskName, Classifier.Load),
        new(SurvivalModel.TaskName, SurvivalModel.Load),
        new(LifeModel.TaskName, LifeModel.Load),
    ];
}
