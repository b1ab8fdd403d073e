using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Reports the simple method when a training begins; a training resumed from a checkpoint has reported it before.
/// </summary>
/// <param name="rival">The method.</param>
/// <param name="told">Who is told.</param>
/// <param name="cancellation">Stops the scoring; the training ends by itself then.</param>
internal sealed class RivalTeller(
    ValidationRival rival, IReadOnlyList<IRivalObserver> told, CancellationToken cancellation) : ITrainingObserver
{
    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan)
    {
        if (plan.FirstStep > 0 || Score() is not { } score)
        {
            return;
        }

        foreach (IRivalObserver observer in told)
        {
            observer.OnRival(rival.Name, score);
        }
    }

    private double? Score()
    {
        try
        {
            return rival.Score(cancellation) is var score && double.IsFinite(score) ? score : null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
