using Carousel.Jobs.Options;

namespace Carousel.Jobs.Portable;

/// <summary>
/// A model can't leave Carousel. The message is one sentence that says what stands in the way, and what to do.
/// </summary>
public sealed class NotPortableException : Exception
{
    /// <summary>An exception that speaks of properties to programs and of options on the command line.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="names">The options whose names the command line uses; others have the name that every option has by
    /// default.</param>
    internal NotPortableException(OptionSentence sentence, OptionTable? names = null)
        : base(sentence?.ToString())
    {
        ArgumentNullException.ThrowIfNull(sentence);
        OnCommandLine = sentence.OnCommandLine(names);
    }

    /// <summary>The sentence with the names that options have on the command line.</summary>
    public string OnCommandLine { get; }

    /// <summary>A network that reads a sequence from both ends.</summary>
    /// <param name="what">What the network is, such as <c>This classifier</c>.</param>
    /// <param name="instead">What to do, such as <c>fit it with {IsCausal}</c>.</param>
    /// <returns>The exception.</returns>
    internal static NotPortableException BothDirections(string what, OptionSentence instead) =>
        new($"{what} reads its sequence from both ends, so it can't answer step by step; {instead}.");
}
