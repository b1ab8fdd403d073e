namespace Carousel.Cluster.Work;

/// <summary>A part can't be done, on whatever machine it is tried.</summary>
/// <param name="message">Why, in a sentence.</param>
/// <param name="inner">The caught exception, or null.</param>
internal sealed class PartException(string message, Exception? inner = null) : Exception(message, inner);
