namespace Carousel.Cluster.Brokers;

/// <summary>A broker can't be used: one sentence with the error and its remedy.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">The caught exception, or null.</param>
internal sealed class BrokerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the broker does not answer or was lost, so that trying again may help.</summary>
    public bool IsAway { get; init; }
}
