namespace Carousel.Benchmarks.Serving;

/// <summary>Ends a measurement of a server, with a sentence.</summary>
/// <param name="message">What the server did, and what to do.</param>
/// <param name="inner">What lies beneath, or null.</param>
internal sealed class LoadException(string message, Exception? inner = null) : Exception(message, inner);
