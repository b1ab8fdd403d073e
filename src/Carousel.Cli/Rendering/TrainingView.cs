using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Shows a training on standard error: a line drawn again in place on a terminal, a line an epoch and at least every
/// ten seconds elsewhere, nothing when quiet.
/// </summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="quiet">Whether it writes nothing and only remembers.</param>
/// <param name="unit">What is counted a second, such as <c>windows</c>.</param>
/// <param name="unitsPerEpoch">How many of them an epoch has now: a trial trains fewer networks.</param>
internal sealed class TrainingView(Terminal terminal, bool quiet, string unit, Func<double> unitsPerEpoch)
    : IPartObserver
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan _beatEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _estimateAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longTraining = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private double? _loss;
    private double _lossSum, _elements;
    private int _epoch = 1;
    private int _epochs = 1;
    private long _step;
    private long _steps = 1;
    private double? _validation, _best;
    private int _bestEpoch;
    private TrainingTimes _times;
    private long _drawn;
    private ITimer? _beat;
    private bool _isEstimated, _lineIsOpen, _headIsOpen, _isStopping, _stoppingIsOpen;

    /// <summary>
    /// Writes what stands above the line of progress; called once, at the latest when the training begins.
    /// </summary>
    public Action? Head { get; set; }

    /// <summary>What a loss is multiplied by where it is shown.</summary>
    public double LossScale { get; init; } = 1;

    /// <summary>The best validation score so far and its epoch, or null before the first.</summary>
    public (double Score, int Epoch)? Best => _best is { } best ? (best, _bestEpoch) : null;

    private bool IsLive => terminal.ErrorIsTerminal && !quiet;

    /// <summary>
    /// Writes the head now. Left to the beginning of the training where a file might be refused until then.
    /// </summary>
    public void ShowHead()
    {
        if (!quiet && Head is { } head)
        {
            head();
            _headIsOpen = true;
        }

        Head = null;
    }

    /// <summary>
    /// Says one thing more about the training, behind the head where that stands already; else the head is to say it.
    /// </summary>
    /// <param name="fact">What.</param>
    public void Show(JobFact fact)
    {
        lock (_gate)
        {
            if (_headIsOpen)
            {
                FactsBlock.Write(terminal, fact);
            }
        }
    }

    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan)
    {
        lock (_gate)
        {
            ShowHead();
            if (_headIsOpen)
            {
                terminal.Error.WriteLine();
                _headIsOpen = false;
            }

            _drawn = terminal.Clock.GetTimestamp();
            _beat?.Dispose();
            _beat = quiet || IsLive ? null : terminal.Clock.CreateTimer(_ => Beat(), null, _beatEvery, _beatEvery);
            (_epochs, _steps, _step, _epoch) = (
                plan.Epochs, plan.Steps, plan.FirstStep, Math.Min(plan.FirstEpoch + 1, plan.Epochs));
            if (plan.FirstStep > 0 && !quiet)
            {
                terminal.Error.WriteLine(
                    $"  resumed at epoch {_epoch}, step {FigureText.Count(plan.FirstStep)}; the result is "
                    + "bit-identical to that of an uninterrupted run");
            }
        }
    }

    /// <inheritdoc/>
    public void OnPart(string title)
    {
        lock (_gate)
        {
            CloseLine();
            ShowHead();
            (_loss, _isEstimated) = (null, false);
            (_validation, _best, _lossSum, _elements) = (null, null, 0, 0);
            if (!quiet)
            {
                terminal.Error.WriteLine($"  {title}:");
            }
        }
    }

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        lock (_gate)
        {
            if (report.Epoch != _epoch)
            {
                (_epoch, _lossSum, _elements) = (report.Epoch, 0, 0);
            }

            _lossSum += report.Loss * report.Elements;
            _elements += report.Elements;
            (_step, _times) = (report.Step, report.Times);
            if (_isStopping || quiet)
            {
                return;
            }

            ShowEstimate();
            if (IsLive && terminal.Clock.GetElapsedTime(_drawn) >= _pause)
            {
                Draw(State(running: true));
            }
        }
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        lock (_gate)
        {
            EpochRecord record = report.Record;
            (_epoch, _step, _validation, _times, _lossSum, _elements) = (
                record.Epoch, record.Step, record.Score, report.Times, 0, 0);
            _loss = record.TrainingLoss;
            if (record.IsBest && record.Score is { } score)
            {
                (_best, _bestEpoch) = (score, record.Epoch);
            }

            if (IsLive && !_isStopping)
            {
                Draw(State(running: false));
            }
            else if (!quiet && !IsLive && !_isStopping)
            {
                Log(State(running: false));
            }
        }
    }

    /// <inheritdoc/>
    public void OnStopped(TrainingResult result)
    {
        lock (_gate)
        {
            _beat?.Dispose();
            if (result.BestScore is { } best)
            {
                (_best, _bestEpoch) = (best, result.BestEpoch);
            }

            if (StopNotes.Of(result) is { } note && !quiet)
            {
                EndStopping();
                CloseLine();
                terminal.Error.WriteLine($"  {note}");
            }
        }
    }

    /// <summary>Says that the work stops after the present step: the answer to Ctrl-C.</summary>
    public void ShowStopping()
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                _isStopping = true;
                _beat?.Dispose();
                CloseLine();
                terminal.Error.Write("  stopping after this step … ");
                terminal.Error.Flush();
                _stoppingIsOpen = true;
            }
        }
    }

    /// <summary>Says what a stop kept, on the line of <see cref="ShowStopping"/> where that is still open.</summary>
    /// <param name="kept">What was kept.</param>
    public void ShowStopped(string kept)
    {
        lock (_gate)
        {
            CloseLine();
            terminal.Error.WriteLine(_stoppingIsOpen ? kept : $"  {kept}");
            _stoppingIsOpen = false;
        }
    }

    /// <summary>Ends the line, so that what follows stands below it.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _beat?.Dispose();
            EndStopping();
            if (CloseLine())
            {
                terminal.Error.WriteLine();
            }
        }
    }

    private void EndStopping()
    {
        if (_stoppingIsOpen)
        {
            terminal.Error.WriteLine();
            _stoppingIsOpen = false;
        }
    }

    private bool CloseLine()
    {
        bool wasOpen = _lineIsOpen;
        if (wasOpen)
        {
            terminal.Error.WriteLine();
            _lineIsOpen = false;
        }

        return wasOpen;
    }

    private void Draw(TrainingState state)
    {
        terminal.Error.Draw(ProgressLine.ForTerminal(state, unit, terminal.Width, terminal.ErrorPen));
        terminal.Error.Flush();
        (_drawn, _lineIsOpen) = (terminal.Clock.GetTimestamp(), true);
    }

    // A long epoch, or one long step, must not look like a run that hangs.
    private void Beat()
    {
        lock (_gate)
        {
            if (!_isStopping && _step > 0 && terminal.Clock.GetElapsedTime(_drawn) >= _longestSilence)
            {
                Log(State(running: true));
            }
        }
    }

    private void Log(TrainingState state)
    {
        terminal.Error.WriteLine(ProgressLine.ForLog(state, unit));
        terminal.Error.Flush();
        _drawn = terminal.Clock.GetTimestamp();
    }

    // The first steps are slower than those after them: what they say is no estimate.
    private void ShowEstimate()
    {
        if (_isEstimated || _times.StepsPerSecond <= 0 || _times.Elapsed < _estimateAfter)
        {
            return;
        }

        _isEstimated = true;
        TimeSpan whole = _times.Elapsed + _times.Left;
        if (whole >= _longTraining)
        {
            CloseLine();
            string epochs = _epochs == 1 ? "1 epoch" : $"all {_epochs} epochs; it may stop early";
            terminal.Error.WriteLine($"  about {Duration(whole)} for {epochs}");
        }
    }

    private static string Duration(TimeSpan time) =>
        time.TotalMinutes < 90 ? $"{Math.Ceiling(time.TotalMinutes):0} minutes"
        : time.TotalHours < 48 ? Invariant.Of($"{time.TotalHours:0.#} hours")
        : Invariant.Of($"{time.TotalDays:0.#} days");

    private TrainingState State(bool running)
    {
        double pace = _times.StepsPerSecond * unitsPerEpoch() * _epochs / Math.Max(1, _steps);
        double? loss = LossScale * (running && _elements > 0 ? _lossSum / _elements : _loss);
        return new TrainingState(
            _epoch, _epochs, (double)_step / Math.Max(1, _steps), loss, _validation, _best, _bestEpoch, pace,
            _times.StepsPerSecond > 0 ? _times.Left : null);
    }
}
