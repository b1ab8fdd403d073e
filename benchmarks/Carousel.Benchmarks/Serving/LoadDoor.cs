namespace Carousel.Benchmarks.Serving;

/// <summary>How a server is asked.</summary>
internal enum LoadDoor
{
    /// <summary>One step of one session a request, as JSON.</summary>
    Http,

    /// <summary>Frames of steps over WebSockets, in the binary form.</summary>
    WebSocket,

    /// <summary>Steps of up to 4,096 sessions a request, in the binary form.</summary>
    Batch,

    /// <summary>Requests to an endpoint that does nothing.</summary>
    Empty,
}
