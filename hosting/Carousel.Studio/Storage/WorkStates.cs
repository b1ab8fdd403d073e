namespace Carousel.Studio.Storage;

/// <summary>How a work stands.</summary>
internal static class WorkStates
{
    /// <summary>It waits for others.</summary>
    public const string Queued = "queued";

    /// <summary>It runs.</summary>
    public const string Running = "running";

    /// <summary>It was asked to stop.</summary>
    public const string Stopping = "stopping";

    /// <summary>Its user stopped it.</summary>
    public const string Stopped = "stopped";

    /// <summary>It has come to its end.</summary>
    public const string Done = "done";

    /// <summary>It was refused, or broke.</summary>
    public const string Failed = "failed";
}
