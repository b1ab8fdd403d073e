namespace Carousel.Cluster.Work;

/// <summary>How a worker works.</summary>
internal sealed record WorkerOptions
{
    /// <summary>The release that runs.</summary>
    public required string Version { get; init; }

    /// <summary>The folder in which files of parts are kept.</summary>
    public required string Cache { get; init; }

    /// <summary>How many parts are done at the same time.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Number of workers that a part may crash before it is given up.</summary>
    public int MostLosses { get; init; } = 8;

    /// <summary>Ends after so long without a part; null to wait for ever.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>How often it looks.</summary>
    public QueueTimes Times { get; init; } = new();
}
