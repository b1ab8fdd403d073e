namespace Carousel.Studio.Storage;

/// <summary>A stored work: a run of a job, or a look inside a model.</summary>
internal sealed record StoredWork
{
    /// <summary>Its number.</summary>
    public long Id { get; init; }

    /// <summary><c>run</c> or <c>look</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>Notes about it.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The data set; 0 for none.</summary>
    public long Data { get; init; }

    /// <summary>Of a look its run; 0 for none.</summary>
    public long Run { get; init; }

    /// <summary>The job or the look.</summary>
    public required string Subject { get; init; }

    /// <summary>Its options, as JSON.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>How it stands, a word of <see cref="WorkStates"/>.</summary>
    public string State { get; init; } = WorkStates.Queued;

    /// <summary>When it was asked for.</summary>
    public DateTime Created { get; init; } = DateTime.UtcNow;

    /// <summary>When it began last.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>The last event of progress, as JSON; empty before.</summary>
    public string Progress { get; init; } = "";

    /// <summary>What was measured, as JSON; empty before.</summary>
    public string Result { get; init; } = "";

    /// <summary>Why it failed, as JSON; empty where it did not.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>What came of it, in one sentence.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => State is WorkStates.Stopped or WorkStates.Done or WorkStates.Failed;
}
