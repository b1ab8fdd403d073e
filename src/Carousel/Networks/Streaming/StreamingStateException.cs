namespace Carousel.Networks;

/// <summary>Bytes are not the saved state of a session of this model.</summary>
/// <param name="message">The actual and the expected value.</param>
public sealed class StreamingStateException(string message) : Exception(message);
