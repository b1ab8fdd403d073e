using Carousel.Tasks.Text;

namespace Carousel.Tasks.Tagging;

/// <summary>What a tagger knows: words in small letters, characters, and labels.</summary>
/// <param name="Words">Words of the training part, the unknown one at 0.</param>
/// <param name="Characters">Characters of the training part, the unknown one at 0.</param>
/// <param name="Labels">Labels of the training part.</param>
/// <param name="Vectors">Words of the file of vectors, the unknown one at 0; only the unknown one where there is no such file.</param>
public sealed record TagVocabularies(Vocabulary Words, Vocabulary Characters, Vocabulary Labels, Vocabulary Vectors)
{
    /// <summary>The vocabularies of sentences.</summary>
    /// <param name="sentences">The training part.</param>
    /// <param name="vectors">Words that have a vector, in the order of their rows.</param>
    /// <returns>The vocabularies.</returns>
    public static TagVocabularies Of(IReadOnlyList<TokenSentence> sentences, Vocabulary? vectors = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        IEnumerable<string> tokens = sentences.SelectMany(s => s.Tokens);
        return new TagVocabularies(
            Vocabulary.Open(Vocabulary.CountOf(tokens.Select(WordForm.Small))),
            Vocabulary.Open(Vocabulary.CountOf(tokens.SelectMany(WordForm.Characters))),
            Vocabulary.Closed(Vocabulary.Open(Vocabulary.CountOf(sentences.SelectMany(s => s.Labels))).Entries.Skip(1)),
            vectors ?? Vocabulary.Closed([Vocabulary.UnknownText]));
    }
}
