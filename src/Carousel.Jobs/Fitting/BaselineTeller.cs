using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Reports the simple method when a training begins; a training resumed from a checkpoint has reported it before.
/// </summary>
/// <param name="baseline">The method.</param>
/// <param name="told">Who is told.</param>
/// <param name="cancellation">Stops the scoring; the training ends by itself then.</param>
internal sealed class BaselineTeller(
    ValidationBaseline baseline, IReadOnlyList<IBaselineObserver> told, CancellationToken cancellation)
        : ITrainingObserver
{
    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan)
    {
        if (plan.FirstStep > 0 || Score() is not { } score)
        {
            return;
        }

        foreach (IBaselineObserver observer in told)
        {
            observer.OnBaseline(baseline.Name, score);
        }
    }

    private double? Score()
    {
        try
        {
            return baseline.Score(cancellation) is var score && double.IsFinite(score) ? score : null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
