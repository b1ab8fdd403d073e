namespace Carousel.Networks;

/// <summary>
/// A model can't be exported from Carousel. The message is one sentence with the reason, and what to do.
/// </summary>
public sealed class NotPortableException : Exception
{
    /// <summary>An exception.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="onCommandLine">The sentence with the names that options have on the command line; null where it
    /// names none.</param>
    internal NotPortableException(string sentence, string? onCommandLine = null)
        : base(sentence) => OnCommandLine = onCommandLine ?? sentence;

    /// <summary>The sentence with the names that options have on the command line.</summary>
    public string OnCommandLine { get; }
}
