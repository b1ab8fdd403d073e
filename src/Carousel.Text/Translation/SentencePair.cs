namespace Carousel.Translation;

/// <summary>A line and its translation.</summary>
/// <param name="Source">The line.</param>
/// <param name="Target">Its translation.</param>
/// <param name="Line">Its number in the file, from 1.</param>
internal sealed record SentencePair(string Source, string Target, long Line);
