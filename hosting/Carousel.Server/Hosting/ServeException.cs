namespace Carousel.Server.Hosting;

/// <summary>A server that can't begin as it was asked to. The message is one sentence, and what to do.</summary>
/// <param name="message">The error and its remedy.</param>
internal sealed class ServeException(string message) : Exception(message);
