namespace Carousel.Jobs.Reading;

/// <summary>Words that are the same in any case.</summary>
internal static class Words
{
    /// <summary>A set of words.</summary>
    /// <param name="words">The words, separated by bars.</param>
    public static HashSet<string> Of(string words) => new(words.Split('|'), StringComparer.OrdinalIgnoreCase);
}
