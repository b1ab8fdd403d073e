using Carousel.Training;
using Microsoft.Extensions.Logging;

namespace Carousel.Extensions.Training;

/// <summary>
/// Writes a training to a logger: its beginning, epochs and end as information, steps as traces, a stop before the last
/// epoch as a warning.
/// </summary>
public sealed partial class LoggingObserver : ITrainingObserver
{
    private readonly ILogger _logger;
    private int _epochs;

    /// <summary>An observer, for <see cref="Jobs.Fitting.FitRun.Observers"/>.</summary>
    /// <param name="logger">Where to.</param>
    public LoggingObserver(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
    }

    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan)
    {
        _epochs = plan.Epochs;
        if (plan.FirstStep == 0)
        {
            LogStarted(plan.Parameters, plan.Epochs, plan.Steps);
        }
        else
        {
            LogResumed(plan.Parameters, plan.FirstStep, plan.Steps);
        }
    }

    /// <inheritdoc/>
    public void OnStep(in StepReport report) =>
        LogStep(report.Step, report.Steps, report.Loss, report.GradientNorm, report.LearningRate);

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        EpochRecord record = report.Record;
        LogEpoch(record.Epoch, report.Epochs, record.TrainingLoss, record.Score ?? double.NaN, record.IsBest);
    }

    /// <inheritdoc/>
    public void OnStopped(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Reason == StopReason.Canceled)
        {
            LogCanceled(result.Steps, result.Epochs, _epochs);
        }
        else
        {
            LogEnded(result.Reason, result.Epochs, result.BestEpoch, result.BestScore ?? double.NaN);
        }
    }

    [LoggerMessage(
        EventId = 10, Level = LogLevel.Information,
        Message = "Training of {Parameters} parameters begins: at most {Epochs} epochs, {Steps} steps")]
    private partial void LogStarted(long parameters, int epochs, long steps);

    [LoggerMessage(
        EventId = 11, Level = LogLevel.Information,
        Message = "Training of {Parameters} parameters resumes after step {FirstStep} of {Steps}")]
    private partial void LogResumed(long parameters, long firstStep, long steps);

    [LoggerMessage(
        EventId = 12, Level = LogLevel.Trace,
        Message = "Step {Step} of {Steps}: loss {Loss}, gradient norm {GradientNorm}, learning rate {LearningRate}")]
    private partial void LogStep(long step, long steps, double loss, double gradientNorm, double learningRate);

    [LoggerMessage(
        EventId = 13, Level = LogLevel.Information,
        Message = "Epoch {Epoch} of {Epochs}: training loss {TrainingLoss}, validation {Score}, best so far {IsBest}")]
    private partial void LogEpoch(int epoch, int epochs, double trainingLoss, double score, bool isBest);

    [LoggerMessage(
        EventId = 14, Level = LogLevel.Information,
        Message = "Training ended ({Reason}) after {Epochs} epochs; the best was {BestEpoch} with {BestScore}")]
    private partial void LogEnded(StopReason reason, int epochs, int bestEpoch, double bestScore);

    [LoggerMessage(
        EventId = 15, Level = LogLevel.Warning,
        Message = "Training was cancelled after {Steps} steps, {Epochs} of {MostEpochs} epochs; the best model so far "
            + "is kept")]
    private partial void LogCanceled(long steps, int epochs, int mostEpochs);
}
