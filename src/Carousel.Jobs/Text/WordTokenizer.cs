namespace Carousel.Jobs.Text;

/// <summary>Words, punctuation marks and ends of lines; what is not in the vocabulary is the unknown word.</summary>
internal sealed class WordTokenizer : Tokenizer
{
    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="vocabulary">An open one.</param>
    /// <exception cref="ArgumentException">It is closed, or an entry is empty.</exception>
    internal WordTokenizer(Vocabulary vocabulary)
        : base(UnitKind.Words, vocabulary)
    {
        if (vocabulary.Unknown < 0 || vocabulary.Entries.Any(e => e.Length == 0))
        {
            throw new ArgumentException("A vocabulary of words is open and has no empty one.", nameof(vocabulary));
        }
    }

    /// <summary>The tokeniser of the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="leastCount">Words seen less often are the unknown word.</param>
    /// <param name="most">Most words, the unknown one among them.</param>
    /// <returns>The tokeniser.</returns>
    public static WordTokenizer Of(string text, int leastCount, int most) =>
        new(Vocabulary.Open(Vocabulary.CountOf(WordSplitter.Split(text).Select(word => word.Text)), leastCount, most));

    /// <inheritdoc/>
    public override int[] Encode(string text, string name) =>
        [.. WordSplitter.Split(text).Select(word => Vocabulary.NumberOf(word.Text))];

    /// <inheritdoc/>
    public override bool IsSpaceBetween(int before, int unit) =>
        WordSplitter.IsSpaceBetween(Vocabulary.Entries[before], Vocabulary.Entries[unit]);
}
