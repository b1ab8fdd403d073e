using Carousel.Training;

namespace Carousel.Extensions.Training;

/// <summary>
/// Tells an <see cref="IProgress{T}"/> how a training goes: after each epoch, and some thousand times between.
/// </summary>
internal sealed class ProgressObserver : ITrainingObserver
{
    private const int MostSteps = 2000;

    private readonly IProgress<TrainingProgress> _progress;
    private long _stride = 1;

    /// <summary>An observer, for <see cref="Jobs.Fitting.FitRun.Observers"/>.</summary>
    /// <param name="progress">Told on the training's thread; <see cref="Progress{T}"/> passes it on to the thread that
    /// made it.</param>
    public ProgressObserver(IProgress<TrainingProgress> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        _progress = progress;
    }

    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan) => _stride = Math.Max(1, plan.Steps / MostSteps);

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        if (report.Step % _stride == 0)
        {
            _progress.Report(new TrainingProgress(
                report.Step, report.Steps, report.Epoch, report.Epochs, report.Loss, report.Times.Elapsed,
                report.Times.Left));
        }
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report) => _progress.Report(
        new TrainingProgress(
            report.Record.Step, report.Steps, report.Record.Epoch, report.Epochs, report.Record.TrainingLoss,
            report.Times.Elapsed, report.Times.Left)
        {
            Ended = report.Record,
        });
}
