namespace Carousel.Tasks.Tagging;

/// <summary>A tagger and the simplest method on the same sentences.</summary>
/// <param name="Sentences">The sentences.</param>
/// <param name="Found">The labels that the tagger gave.</param>
/// <param name="Model">Their scores.</param>
/// <param name="Frequent">The scores of each word's most frequent label.</param>
/// <param name="IsKnown">Whether a token was seen in training.</param>
/// <param name="Scheme">Whether and how labels mark spans.</param>
/// <param name="IsText">False where the steps are numbers.</param>
internal sealed record TagMeasurement(
    IReadOnlyList<TokenSentence> Sentences, IReadOnlyList<IReadOnlyList<string>> Found, TagScores Model, TagScores Frequent, Func<string, bool> IsKnown,
    LabelScheme Scheme, bool IsText);
