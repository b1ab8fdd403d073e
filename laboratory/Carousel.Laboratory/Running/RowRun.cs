using System.Diagnostics;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Running;

/// <summary>
/// A row while it is run, by one thread or several: each has its own network, and all take trials from one queue.
/// </summary>
internal sealed class RowRun
{
    private const int UsualLength = 100;

    private readonly LaboratoryJob _job;
    private readonly LaboratoryOptions _options;
    private readonly TrialQueue _queue;
    private readonly long _budget;
    private long _started;
    private long _ended;
    private int _partsDone;
    private RowResult? _result;

    /// <summary>Prepares a row.</summary>
    /// <param name="job">The row.</param>
    /// <param name="options">Trials and seed.</param>
    /// <param name="parts">Threads that may share it.</param>
    public RowRun(LaboratoryJob job, LaboratoryOptions options, int parts)
    {
        (_job, _options, _budget) = (job, options, options.BudgetOf(job.Row));
        _queue = new TrialQueue(number => job.Row.MakeTrial(options.Seed, number, _budget), options.TrialsOf(job.Row));
        Parts = Math.Clamp(parts, 1, _queue.Count);
    }

    /// <summary>Parts that threads take, one each.</summary>
    public int Parts { get; }

    /// <summary>The row.</summary>
    public ExperimentRow Row => _job.Row;

    /// <summary>Roughly how long the row takes compared with others.</summary>
    public double Cost => (double)Row.WeightCount * Expected * Math.Max(UsualLength, Row.Length);

    /// <summary>Training sequences that a trial may take, as far as one knows.</summary>
    public double Expected => Math.Min(_budget, Row.Published?.MeanSequences ?? _budget);

    /// <summary>Training sequences after which a trial has failed.</summary>
    public long Budget => _budget;

    /// <summary>When the first part began, or 0.</summary>
    public long Started => Volatile.Read(ref _started);

    /// <summary>Whether every part is done.</summary>
    public bool IsDone => Volatile.Read(ref _partsDone) == Parts;

    /// <summary>Runs trials on this thread until none is left.</summary>
    /// <param name="cancellation">Stops them.</param>
    public void RunPart(CancellationToken cancellation)
    {
        Interlocked.CompareExchange(ref _started, Stopwatch.GetTimestamp(), 0);
        using (LaneNetwork network = Row.MakeNetwork((_queue.Count + Parts - 1) / Parts))
        {
            new LaneRunner(network, _queue).Run(cancellation);
        }

        Volatile.Write(ref _ended, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _partsDone);
    }

    /// <summary>How far it is.</summary>
    public RowProgress Read()
    {
        var trials = new List<TrialProgress>();
        for (int i = 0; i < _queue.Count; i++)
        {
            if (_queue.Find(i) is { Result: var result })
            {
                bool isDone = _queue.IsDone(i);
                trials.Add(new TrialProgress(
                    i, result.Sequences, result.RecentError, isDone, isDone && result.IsSolved));
            }
        }

        return new RowProgress(_job.Experiment.Name, Row, trials, _queue.Count, Complete());
    }

    /// <summary>What came of the trials that have ended, or null where none has.</summary>
    public RowResult? MakeResult()
    {
        Trial[] trials =
        [
            .. Enumerable.Range(0, _queue.Count).Where(_queue.IsDone).Select(_queue.Find).OfType<Trial>(),
        ];
        return trials.Length == 0 ? null : new RowResult
        {
            Experiment = _job.Experiment.Name,
            Row = Row,
            Seed = _options.Seed,
            Budget = _budget,
            TrialsAsked = _queue.Count,
            Outcomes = [.. trials.Select(MakeOutcome)],
            Seconds = Stopwatch.GetElapsedTime(
                _started, _ended > _started ? _ended : Stopwatch.GetTimestamp()).TotalSeconds,
            Steps = trials.Sum(t => t.Result.Steps),
            Weights = trials.FirstOrDefault(t => t.Result.IsSolved)?.Result.Weights ?? [],
        };
    }

    // Asked for again and again, so it is made once.
    private RowResult? Complete() =>
        _result ??= IsDone && MakeResult() is { IsComplete: true } complete ? complete : null;

    private static TrialOutcome MakeOutcome(Trial trial)
    {
        TrialResult result = trial.Result;
        return new TrialOutcome(
            trial.Number, result.IsSolved, result.Sequences, new Dictionary<string, double>(result.Figures),
            [.. result.Curve.Select(p => new CurvePoint(p.Sequences, p.Error))]);
    }
}
