namespace Carousel.Cli.Errors;

/// <summary>The command was not given what it needs. The message is one sentence, and what to do.</summary>
/// <param name="message">What is wrong, and what to do.</param>
internal sealed class UsageException(string message) : Exception(message);
