using Carousel.Jobs.Measuring;

namespace Carousel.Translation;

/// <summary>What a translator and the baselines made of lines whose translations are known.</summary>
/// <param name="Pairs">The lines and their translations.</param>
/// <param name="Found">What the model wrote.</param>
/// <param name="Words">What the dictionary wrote.</param>
internal sealed record TranslationMeasurement(
    IReadOnlyList<SentencePair> Pairs, IReadOnlyList<string> Found, IReadOnlyList<string> Words)
{
    public TranslationScores Model { get; } = TranslationScores.Of(Found, Pairs);

    public TranslationScores Dictionary { get; } = TranslationScores.Of(Words, Pairs);

    /// <summary>The source lines, unchanged.</summary>
    public TranslationScores Copied { get; } = TranslationScores.Of([.. Pairs.Select(p => p.Source)], Pairs);
}

/// <summary>How good translations are.</summary>
/// <param name="Bleu">BLEU.</param>
/// <param name="Characters">chrF2.</param>
internal sealed record TranslationScores(BleuScore Bleu, double Characters)
{
    public static TranslationScores Of(IReadOnlyList<string> found, IReadOnlyList<SentencePair> pairs)
    {
        string[][] references = [.. pairs.Select(p => new[] { p.Target })];
        return new TranslationScores(BleuScore.Of(found, references), CharacterScore.Of(found, references));
    }
}
