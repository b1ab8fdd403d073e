using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>Calls a delegate for each event of a training.</summary>
internal sealed class Watcher : ITrainingObserver
{
    public Action<TrainingPlan>? Started { get; init; }

    public Action<StepReport>? Step { get; init; }

    public Action<EpochReport>? Epoch { get; init; }

    public Action<EpochReport>? Improved { get; init; }

    public Action<TrainingResult>? Stopped { get; init; }

    public void OnStarted(in TrainingPlan plan) => Started?.Invoke(plan);

    public void OnStep(in StepReport report) => Step?.Invoke(report);

    public void OnEpoch(in EpochReport report) => Epoch?.Invoke(report);

    public void OnImproved(in EpochReport report) => Improved?.Invoke(report);

    public void OnStopped(TrainingResult result) => Stopped?.Invoke(result);
}
