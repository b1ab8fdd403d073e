namespace Carousel.Cli.Tests.Serving;

/// <summary>How a caller steps its sessions.</summary>
internal enum StepDoor
{
    /// <summary>One step of one session a request.</summary>
    Single,

    /// <summary>Several steps of one session a request.</summary>
    Rows,

    /// <summary>A step each of many sessions, as JSON.</summary>
    Batch,

    /// <summary>A step each of many sessions, as bytes.</summary>
    BinaryBatch,

    /// <summary>The same on a WebSocket, as JSON.</summary>
    TextFrames,

    /// <summary>The same on a WebSocket, as bytes.</summary>
    BinaryFrames,
}
