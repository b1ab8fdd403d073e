namespace Carousel.Storage;

/// <summary>
/// A model file cannot be used. The message is one sentence or two for the person who named the file.
/// </summary>
public sealed class ModelFileException : Exception
{
    /// <summary>A file that cannot be used.</summary>
    /// <param name="message">File, what was found, what was expected.</param>
    public ModelFileException(string message)
        : base(QuotedText.Cut(message))
    {
    }

    /// <inheritdoc cref="ModelFileException(string)"/>
    /// <param name="message">File, what was found, what was expected.</param>
    /// <param name="inner">What the system or the parser said.</param>
    public ModelFileException(string message, Exception inner)
        : base(QuotedText.Cut(message), inner)
    {
    }
}
