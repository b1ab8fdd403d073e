using Carousel.Autograd;
using Carousel.Interchange.TensorBoard.Protocol;
using Carousel.Networks;
using Carousel.Training;

namespace Carousel.Interchange.TensorBoard;

/// <summary>
/// Writes a training as an event file of TensorBoard: losses, learning rate, norm of the gradient, histograms of gates,
/// states and weights, the configuration, the metrics at the end.
/// </summary>
/// <remarks>
/// The histograms of gates and states are of one fixed batch, the first of the training, run forward with dropout off
/// before the first step and after an epoch, some 50 times a training at most.
/// That costs a forward pass of one batch and, while it runs, the memory of its tensors; the bits of the training do
/// not change. Files are read while they grow, and whole when a run is stopped.
/// A disk that fills up ends the log, not the training: <see cref="Warn"/> is called once, <see cref="Failure"/> keeps
/// the reason.
/// </remarks>
public sealed class TensorBoardLog : ITrainingObserver, IDisposable
{
    private const int MostStepPoints = 2000;
    private const int MostHistograms = 50;

    private readonly string _folder;
    private readonly TensorBoardRun _run;
    private readonly TimeProvider _time;
    private EventFile? _file;
    private Backend? _backend;
    private ITrainingProblem? _problem;
    private long _stepStride = 1;
    private int _epochStride = 1;
    private long _step;
    private bool _wasCanceled;

    /// <summary>A log; its file is made when the training begins.</summary>
    /// <param name="folder">Where the file goes, made where it is missing. Files of earlier runs stay; TensorBoard
    /// shows the newest values of each step.</param>
    /// <param name="run">What the run was made with.</param>
    /// <param name="time">The clock for the file's name and its events; null for the system's.</param>
    public TensorBoardLog(string folder, TensorBoardRun run, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(run);
        (_folder, _run, _time) = (folder, run, time ?? TimeProvider.System);
    }

    /// <summary>The file that is being written, or was; null before the training begins.</summary>
    public string? File { get; private set; }

    /// <summary>Why the log ended before the training; null where it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Called once with <see cref="Failure"/>, when the log can't be written any more; null for no
    /// call.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Makes the file.</summary>
    internal Func<string, TimeProvider, long, EventFile> Create { get; init; } = EventFile.Create;

    /// <inheritdoc/>
    public void OnStarting(Backend backend, ITrainingProblem problem) => (_backend, _problem) = (backend, problem);

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder can't be written, and no training has been logged yet; later the log
    /// only ends.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void OnStarted(in TrainingPlan plan)
    {
        if (Failure is not null)
        {
            return;
        }

        bool isFirst = File is null;
        try
        {
            Begin(plan);
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            if (isFirst)
            {
                Close();
                throw;
            }

            Fail(exception);
        }
    }

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        _step = report.Step;
        if (report.Step % _stepStride == 0)
        {
            Write(
                report.Step, EventFile.Scalar("step/loss", report.Loss),
                EventFile.Scalar("step/gradient_norm", report.GradientNorm),
                EventFile.Scalar("step/learning_rate", report.LearningRate));
        }
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        EpochRecord record = report.Record;
        List<Summary.Types.Value> values =
        [
            EventFile.Scalar("epoch/training_loss", record.TrainingLoss),
            EventFile.Scalar("epoch/number", record.Epoch),
        ];
        if (record.Score is { } score && double.IsFinite(score))
        {
            values.Add(EventFile.Scalar("epoch/validation_loss", score));
        }

        Write(record.Step, values);
        if (_file is not null && (record.Epoch % _epochStride == 0 || record.Epoch == report.Epochs))
        {
            Write(_step, Histograms());
        }
    }

    /// <inheritdoc/>
    public void OnStopped(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _wasCanceled = result.Reason == StopReason.Canceled;

        // Nothing is held of a training that is over.
        (_backend, _problem) = (null, null);
    }

    /// <summary>Writes what the trained model reached: the numbers by which runs are compared, and a text.</summary>
    /// <param name="metrics">Values by name, such as <c>mae</c>; those that are not finite are left out.</param>
    /// <param name="markdown">The result in words and tables; empty for none.</param>
    /// <exception cref="InvalidOperationException">No training has begun.</exception>
    public void WriteResult(IReadOnlyDictionary<string, double> metrics, string markdown = "")
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (_file is null && Failure is null)
        {
            throw new InvalidOperationException("The log has no file yet: a result is written after a training.");
        }

        IEnumerable<Summary.Types.Value> values = metrics.Where(m => double.IsFinite(m.Value))
            .Select(m => EventFile.Scalar($"metrics/{m.Key}", m.Value));
        Write(_step, markdown.Length > 0 ? values.Append(EventFile.Text("result", markdown)) : values);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_file is { } file)
        {
            Write(
                _step,
                EventFile.HParams(
                    "_hparams_/session_end_info", RunText.End(isWhole: !_wasCanceled && _problem is null, file.Now)));
        }

        Close();
        (_backend, _problem) = (null, null);
    }

    private static bool IsOfTheDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private void Begin(in TrainingPlan plan)
    {
        Close();
        bool isFresh = plan.FirstStep == 0;
        _file = Create(_folder, _time, isFresh ? 0 : plan.FirstStep + 1);
        File = _file.Path;
        _step = plan.FirstStep;
        _stepStride = Math.Max(1, plan.Steps / MostStepPoints);
        _epochStride = Math.Max(1, plan.Epochs / MostHistograms);
        _file.Write(
            _step, EventFile.HParams("_hparams_/session_start_info", RunText.Start(_run, _file.Now)),
            EventFile.Text("configuration", RunText.Configuration(_run, plan.Parameters)));
        if (isFresh)
        {
            _file.Write(_step, Histograms());
        }
    }

    private void Write(long step, params IEnumerable<Summary.Types.Value> values)
    {
        try
        {
            _file?.Write(step, values);
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        Close();
        Failure = $"The TensorBoard log ends here, the training continues: {exception.Message}";
        Warn?.Invoke(Failure);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private IEnumerable<Summary.Types.Value> Histograms()
    {
        if (_backend is not { } backend || _problem is not { } problem)
        {
            return [];
        }

        var states = new StateHistograms();
        BatchTrace.Run(backend, problem, states.Add);
        IEnumerable<Summary.Types.Value> weights = problem.Model.Parameters.Select(parameter =>
        {
            var values = new float[parameter.Shape.Length];
            parameter.Value.Read(values);
            return (parameter.Name, Histogram: ValueHistogram.Of(values).ToProto());
        }).Where(pair => pair.Histogram is not null)
            .Select(pair => EventFile.Histogram($"weights/{pair.Name}", pair.Histogram!));
        return [.. states.Values(), .. weights];
    }
}
