using System.Diagnostics.Metrics;

namespace Carousel.Server.Engine;

/// <summary>What an engine counts, for <c>System.Diagnostics.Metrics</c>.</summary>
internal sealed class EngineMeters : IDisposable
{
    /// <summary>The name under which a listener finds the meter.</summary>
    public const string Name = "Carousel.Server";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _steps, _commits, _wakes, _leaves;
    private readonly Histogram<int> _batches;
    private readonly Histogram<double> _commitSeconds;
    private long _allSteps, _allCommits, _allBatches, _allWakes, _allLeaves, _awake;

    /// <summary>A meter.</summary>
    public EngineMeters()
    {
        _steps = _meter.CreateCounter<long>("carousel.steps", "{step}", "Steps taken.");
        _batches = _meter.CreateHistogram<int>("carousel.batch.size", "{step}", "Steps computed together.");
        _commits = _meter.CreateCounter<long>("carousel.commits", "{commit}", "Transactions of the store.");
        _commitSeconds = _meter.CreateHistogram<double>("carousel.commit.duration", "s", "Time of a transaction.");
        _wakes = _meter.CreateCounter<long>("carousel.sessions.woken", "{session}", "States read from the store.");
        _leaves = _meter.CreateCounter<long>("carousel.sessions.evicted", "{session}", "States that left memory.");
    }

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

    /// <summary>Steps were computed together.</summary>
    /// <param name="steps">How many.</param>
    public void Stepped(int steps)
    {
        Interlocked.Add(ref _allSteps, steps);
        Interlocked.Increment(ref _allBatches);
        _steps.Add(steps);
        _batches.Record(steps);
    }

    /// <summary>A transaction was made.</summary>
    /// <param name="time">How long it took.</param>
    public void Committed(TimeSpan time)
    {
        Interlocked.Increment(ref _allCommits);
        _commits.Add(1);
        _commitSeconds.Record(time.TotalSeconds);
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
    public void Dispose() => _meter.Dispose();
}
