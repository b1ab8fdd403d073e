namespace Carousel.Networks;

/// <summary>Bytes are not the saved state of a session of this model.</summary>
/// <param name="message">What was found, and what was expected.</param>
public sealed class StreamingStateException(string message) : Exception(message);
