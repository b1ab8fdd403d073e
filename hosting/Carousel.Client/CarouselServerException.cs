namespace Carousel.Client;

/// <summary>An unsuccessful answer of a server.</summary>
/// <param name="status">The status of HTTP, or that of the frame of a WebSocket.</param>
/// <param name="message">The server's sentence.</param>
/// <param name="next">The number of the session's next step, if the server reported it.</param>
public sealed class CarouselServerException(int status, string message, long? next = null) : Exception(message)
{
    /// <summary>The status: 409 where a step differs from the stored one or leaves a gap, 410 where it is no longer
    /// kept.</summary>
    public int Status { get; } = status;

    /// <summary>The number of the session's next step, where the server told it.</summary>
    public long? Next { get; } = next;
}
