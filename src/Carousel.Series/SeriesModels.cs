using Carousel.Anomalies;
using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;
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

    /// <summary>What makes their sessions, one for each task.</summary>
    internal static IReadOnlyList<SteppingAdapter> Sessions { get; } =
    [
        new(ChannelPlan.TaskName, ChannelSession.Of),
        new(EventPlan.TaskName, EventSession.Of),
        new(Forecaster.TaskName, ForecastSession.Of),
        new(Classifier.TaskName, Classifier.SessionsOf),
        ExampleSession.Adapter(
            SurvivalModel.TaskName, ExampleKind.Table, "the events so far of one or more customers, as a table",
            "the customers ranked by their probability of leaving next"),
        ExampleSession.Adapter(
            LifeModel.TaskName, ExampleKind.Table, "the records so far of one or more units, as a table",
            "the predicted remaining life after each record"),
    ];
}
