using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Carousel.Server.Models;

namespace Carousel.Server.Engine;

/// <summary>What an engine counts, for <c>System.Diagnostics.Metrics</c>.</summary>
internal sealed class EngineMeters : IDisposable
{
    /// <summary>The name under which a listener finds the meter.</summary>
    public const string Name = "Carousel.Server";

    private static readonly InstrumentAdvice<double> _seconds = new()
    {
        HistogramBucketBoundaries =
            [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> _powers = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256],
    };

    private static readonly KeyValuePair<string, object?>[] _kinds =
    [
        .. Enum.GetNames<StepFault>().Select(n =>
            new KeyValuePair<string, object?>("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(n))),
    ];

    private readonly Counter<long> _steps, _commits, _wakes, _leaves;
    private readonly Histogram<int> _batches;
    private readonly Histogram<double> _commitSeconds;
    private long _allSteps, _allCommits, _allBatches, _allWakes, _allLeaves, _awake, _damaged;
    private readonly Counter<long> _refused, _failures;
    private readonly Histogram<double> _queueSeconds;
    private readonly long[] _refusals = new long[_kinds.Length];
    private readonly ConcurrentDictionary<int, ModelMeters> _models = new();
    private readonly RecentRate _stepRate = new(Second), _batchRate = new(Second), _commitRate = new(Second);
    private long _allFailures;
    private Func<int>? _skipped;
    private ServerMemory? _memory;

    /// <summary>A meter.</summary>
    public EngineMeters()
    {
        _steps = Meter.CreateCounter<long>("carousel.steps", "{step}", "Steps taken.");
        _batches = Meter.CreateHistogram("carousel.batch.size", "{step}", "Steps computed together.", null, _powers);
        _commits = Meter.CreateCounter<long>("carousel.commits", "{commit}", "Transactions of the store.");
        _commitSeconds = Meter.CreateHistogram(
            "carousel.commit.duration", "s", "Time of a transaction.", null, _seconds);
        _wakes = Meter.CreateCounter<long>("carousel.sessions.woken", "{session}", "States read from the store.");
        _leaves = Meter.CreateCounter<long>("carousel.sessions.evicted", "{session}", "States that left memory.");
        _refused = Meter.CreateCounter<long>("carousel.refused", "{refusal}", "Refused requests of sessions, by kind.");
        _failures = Meter.CreateCounter<long>("carousel.store.failures", "{failure}", "Writes that the store refused.");
        Meter.CreateObservableGauge(
            "carousel.sessions.damaged", () => Damaged, "{session}", "Sessions whose stored bytes are damaged.");
        Meter.CreateObservableGauge(
            "carousel.models.skipped", () => Skipped, "{file}", "Files of the folder of models that are not served.");
        Meter.CreateObservableCounter(
            "carousel.memory.refused", () => _memory?.Refused ?? 0, "{request}",
            "Requests, sessions and states that were refused because too many bytes were in memory.");
        Meter.CreateObservableCounter(
            "carousel.requests.overdue", () => _memory?.Overdue ?? 0, "{request}",
            "Bodies and frames that were not complete in time.");
        _queueSeconds = Meter.CreateHistogram(
            "carousel.queue.duration", "s", "Time from a request's arrival until its first step.", null, _seconds);
        Meter.CreateObservableGauge(
            "carousel.input.mean", () => Drifts(static c => c.Mean), null,
            "Mean of the input values on the training scale; 0 means as in training.");
        Meter.CreateObservableGauge(
            "carousel.input.deviation", () => Drifts(static c => c.Deviation), null,
            "Standard deviation of the input values on the training scale; 1 means as in training.");
    }

    /// <summary>Now, in whole seconds of a clock that is never set.</summary>
    public static long Second => Environment.TickCount64 / 1000;

    /// <summary>What a listener hears.</summary>
    public Meter Meter { get; } = new(Name);

    /// <summary>Steps taken since the start.</summary>
    public long Steps => Interlocked.Read(ref _allSteps);

    /// <summary>Batches computed since the start.</summary>
    public long Batches => Interlocked.Read(ref _allBatches);

    /// <summary>Transactions since the start.</summary>
    public long Commits => Interlocked.Read(ref _allCommits);

    /// <summary>States read from the store since the start.</summary>
    public long Wakes => Interlocked.Read(ref _allWakes);

    /// <summary>States that left memory since the start.</summary>
    public long Leaves => Interlocked.Read(ref _allLeaves);

    /// <summary>States in memory, of all workers.</summary>
    public long Awake => Interlocked.Read(ref _awake);

    /// <summary>A worker has more states in memory, or fewer.</summary>
    /// <param name="more">How many more.</param>
    public void CountAwake(int more) => Interlocked.Add(ref _awake, more);

    /// <summary>Sessions whose stored bytes are damaged, of all workers.</summary>
    public long Damaged => Interlocked.Read(ref _damaged);

    /// <summary>A worker knows of more damaged sessions, or fewer.</summary>
    /// <param name="more">How many more.</param>
    public void CountDamaged(int more) => Interlocked.Add(ref _damaged, more);

    /// <summary>Writes that the store refused since the start.</summary>
    public long Failures => Interlocked.Read(ref _allFailures);

    /// <summary>Recent steps per second.</summary>
    public double StepsPerSecond => _stepRate.PerSecond(Second);

    /// <summary>Recent batches per second.</summary>
    public double BatchesPerSecond => _batchRate.PerSecond(Second);

    /// <summary>Recent transactions per second.</summary>
    public double CommitsPerSecond => _commitRate.PerSecond(Second);

    /// <summary>How long transactions took.</summary>
    public RecentTimes CommitTimes { get; } = new();

    /// <summary>How long calls waited for their round.</summary>
    public RecentTimes Queue { get; } = new();

    /// <summary>Steps refused since the start, by kind.</summary>
    public IEnumerable<(string Kind, long Count)> Refusals =>
        _kinds.Select((k, f) => ((string)k.Value!, Interlocked.Read(ref _refusals[f]))).Where(k => k.Item2 > 0);

    /// <summary>Files of the folder of models that are not served.</summary>
    public long Skipped => _skipped?.Invoke() ?? 0;

    /// <summary>Lets a listener see what was refused outside of the engine.</summary>
    /// <param name="files">Gives how many files are not served.</param>
    /// <param name="memory">Knows what was refused because too many bytes were in memory.</param>
    public void ObserveRefusals(Func<int> files, ServerMemory memory) => (_skipped, _memory) = (files, memory);

    /// <summary>Lets a listener see how many sessions there are.</summary>
    /// <param name="counts">Gives sessions, states of them in memory, and rows that wait.</param>
    public void Observe(Func<(long Sessions, long Awake, long Waiting)> counts)
    {
        Meter.CreateObservableGauge("carousel.sessions", () => counts().Sessions, "{session}", "Sessions.");
        Meter.CreateObservableGauge(
            "carousel.sessions.awake", () => counts().Awake, "{session}", "Sessions whose states are in memory.");
        Meter.CreateObservableGauge("carousel.waiting", () => counts().Waiting, "{step}", "Waiting steps.");
    }

    /// <summary>What is counted of a version of a model.</summary>
    /// <param name="model">The version.</param>
    public ModelMeters Of(ServedModel model) =>
        _models.GetOrAdd(model.Number, static (_, model) => new ModelMeters(model), model);

    /// <summary>A request's first row is about to be stepped.</summary>
    /// <param name="model">The version.</param>
    /// <param name="waited">The time since it arrived.</param>
    public void Begun(ModelMeters model, TimeSpan waited)
    {
        long second = Second;
        Queue.Add(waited, second);
        model.Queue.Add(waited, second);
        _queueSeconds.Record(waited.TotalSeconds, model.Tag);
    }

    /// <summary>Steps were computed together.</summary>
    /// <param name="model">The version.</param>
    /// <param name="steps">How many.</param>
    public void Stepped(ModelMeters model, int steps)
    {
        long second = Second;
        Interlocked.Add(ref _allSteps, steps);
        Interlocked.Increment(ref _allBatches);
        _stepRate.Add(steps, second);
        _batchRate.Add(1, second);
        model.Stepped(steps, second);
        _steps.Add(steps, model.Tag);
        _batches.Record(steps, model.Tag);
    }

    /// <summary>A request has ended.</summary>
    /// <param name="faults">[items]: what was wrong.</param>
    public void Ended(ReadOnlySpan<StepFault> faults)
    {
        ReadOnlySpan<byte> kinds = MemoryMarshal.AsBytes(faults);
        if (!kinds.ContainsAnyExcept((byte)StepFault.None))
        {
            return;
        }

        foreach (byte kind in kinds)
        {
            if (kind != (byte)StepFault.None)
            {
                Interlocked.Increment(ref _refusals[kind]);
                _refused.Add(1, _kinds[kind]);
            }
        }
    }

    /// <summary>A transaction was made.</summary>
    /// <param name="time">How long it took.</param>
    public void Committed(TimeSpan time)
    {
        long second = Second;
        Interlocked.Increment(ref _allCommits);
        _commitRate.Add(1, second);
        CommitTimes.Add(time, second);
        _commits.Add(1);
        _commitSeconds.Record(time.TotalSeconds);
    }

    /// <summary>The store has refused a write.</summary>
    public void Failed()
    {
        Interlocked.Increment(ref _allFailures);
        _failures.Add(1);
    }

    /// <summary>A state was read from the store.</summary>
    public void Woken()
    {
        Interlocked.Increment(ref _allWakes);
        _wakes.Add(1);
    }

    /// <summary>A state left memory.</summary>
    public void Left()
    {
        Interlocked.Increment(ref _allLeaves);
        _leaves.Add(1);
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private IEnumerable<Measurement<double>> Drifts(Func<ColumnDrift, double> figure)
    {
        foreach (ModelMeters model in _models.Values)
        {
            if (model.TryDrift(out IReadOnlyList<ColumnDrift>? columns))
            {
                foreach (ColumnDrift column in columns)
                {
                    yield return new Measurement<double>(
                        figure(column), model.Tag, new("version", model.Version[..12]), new("column", column.Column));
                }
            }
        }
    }
}
