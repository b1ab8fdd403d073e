namespace Carousel.Training;

/// <summary>The processes that train a model together can't go on.</summary>
public sealed class ShardExchangeException : Exception
{
    /// <summary>A failure without words.</summary>
    public ShardExchangeException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public ShardExchangeException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ShardExchangeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
