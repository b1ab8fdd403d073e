namespace Carousel.Cli.Errors;

/// <summary>The command was not given what it needs. The message is one sentence, and what to do.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>A wrong use of the command.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}
