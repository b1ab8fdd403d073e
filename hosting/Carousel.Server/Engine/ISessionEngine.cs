namespace Carousel.Server.Engine;

/// <summary>What doors ask for steps, whether all sessions are in this process or some at other replicas.</summary>
internal interface ISessionEngine : IDisposable
{
    /// <summary>Whether steps are taken: the store answers, and all sessions are read.</summary>
    bool IsReady { get; }

    /// <summary>Sizes and times.</summary>
    EngineOptions Options { get; }

    /// <summary>Those who watch sessions.</summary>
    SessionWatchers Watchers { get; }

    /// <summary>Counts.</summary>
    EngineMeters Meters { get; }

    /// <summary>Those whose sessions they are.</summary>
    SessionOwners Owners { get; }

    /// <summary>What is in memory, and may be.</summary>
    ServerMemory Memory { get; }

    /// <summary>Sessions, states of them in memory, and rows that wait, as of a moment ago.</summary>
    (long Sessions, long Awake, long Waiting) Counts { get; }

    /// <summary>How many sessions run on a version of a model, as of a moment ago.</summary>
    /// <param name="model">Its number.</param>
    long SessionsOf(int model);

    /// <summary>Looks where a session's answers can be watched.</summary>
    /// <param name="session">The session.</param>
    /// <param name="elsewhere">The server; null for this one.</param>
    /// <returns>False if the owner is unknown at the moment.</returns>
    bool TryFind(UInt128 session, out Uri? elsewhere);

    /// <summary>Takes steps; they are durable at the end.</summary>
    /// <param name="call">The request, overwritten with the answers.</param>
    /// <returns>Completes at the end; the call then belongs to the caller again.</returns>
    ValueTask StepAsync(StepCall call);

    /// <summary>Prepares for the end: rows that take long are given up, and a replica gives its sessions to
    /// others.</summary>
    void Leave();

    /// <summary>Sends a session a request other than steps.</summary>
    /// <param name="call">What, overwritten with the answer.</param>
    /// <returns>The end, when it is durable.</returns>
    Task AskAsync(ControlCall call);
}
