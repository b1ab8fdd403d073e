namespace Carousel.Server.Engine;

/// <summary>Sizes and times of an engine.</summary>
internal sealed record EngineOptions
{
    /// <summary>Workers; 0 for as many as the machine has processors.</summary>
    public int Workers { get; init; }

    /// <summary>Answers of how many of its last steps a session can be asked for again: the longest request, so that
    /// each can be repeated, also after a crash.</summary>
    public int KeptSteps { get; init; } = StepCall.MostRows;

    /// <summary>The most bytes of a row of a model of a job, as JSON.</summary>
    public int MostRowBytes { get; init; } = 64 << 10;

    /// <summary>Steps that may wait at a worker before more are refused.</summary>
    public int MostWaiting { get; init; } = 65_536;

    /// <summary>Limit in bytes for sessions, their states, requests and frames in memory. 0 takes the memory that the
    /// process may use; all its other memory then counts as well.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How long a body or a frame may take to come.</summary>
    public TimeSpan WholeWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>States in memory, of all workers, before the ones not used for longest leave it.</summary>
    public int MostAwake { get; init; } = 2_000_000;

    /// <summary>Seconds without a step after which a state leaves memory.</summary>
    public int IdleSeconds { get; init; } = 600;

    /// <summary>Seconds without a step after which a session ends, where its maker said nothing; 0 for never.</summary>
    public int ExpiresAfter { get; init; }

    /// <summary>Steps after which a session's state is written to the store, so that a restart replays few.</summary>
    public int SnapshotSteps { get; init; } = 1000;

    /// <summary>Bytes of the journal of one partition before its steps move to the history.</summary>
    public long JournalBytes { get; init; } = 32 << 20;

    /// <summary>Whether a session goes over to a new version of its model at its next step, where both have the same
    /// layers; else it ends on the version that it began on.</summary>
    public bool MovesSessions { get; init; }
}
