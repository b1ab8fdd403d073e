namespace Carousel.Jobs.Streaming;

/// <summary>A model can't be asked row by row.</summary>
/// <param name="message">Why not, and what to use instead.</param>
internal sealed class SteppingException(string message) : Exception(message);
