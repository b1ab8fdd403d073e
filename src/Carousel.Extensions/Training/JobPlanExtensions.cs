using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Extensions.Training;

/// <summary>Trainings as .NET programs expect them.</summary>
public static class JobPlanExtensions
{
    /// <summary>Trains and reports the progress.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="progress">Receives a report after steps and after each epoch.</param>
    /// <param name="run">Checkpoints and further observers; null for none.</param>
    /// <param name="cancellation">Ends the training after the present step: the best model so far is given, and its
    /// summary says that it was cancelled.</param>
    /// <returns>What was fitted, owned by the caller.</returns>
    /// <exception cref="Carousel.Training.DivergenceException">The training diverged.</exception>
    public static Task<IFitted> FitAsync(
        this IJobPlan plan, IProgress<TrainingProgress> progress, FitRun? run = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        FitRun given = run ?? new FitRun();
        return plan.FitAsync(
            given with { Observers = [new ProgressObserver(progress), .. given.Observers] }, cancellation);
    }

    /// <summary>Begins a training whose progress is read as an asynchronous stream.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="run">Checkpoints and observers; null for none.</param>
    /// <param name="cancellation">Ends the training after the present step.</param>
    /// <returns>The training, to be disposed.</returns>
    public static FitSession BeginFit(this IJobPlan plan, FitRun? run = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new FitSession(plan, run ?? new FitRun(), cancellation);
    }
}
