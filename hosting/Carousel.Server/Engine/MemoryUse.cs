namespace Carousel.Server.Engine;

/// <summary>What memory is taken for. Each has a share, so that none can take the room of the others.</summary>
internal enum MemoryUse
{
    /// <summary>States of sessions; they can leave memory for the store.</summary>
    States,

    /// <summary>Sessions, which stay until they end.</summary>
    Sessions,

    /// <summary>Bodies and frames while they come in and are read.</summary>
    Bodies,

    /// <summary>Requests that have come, until they are answered.</summary>
    Requests,

    /// <summary>Connections and WebSockets.</summary>
    Connections,
}
