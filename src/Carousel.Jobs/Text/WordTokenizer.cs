using System.Text.RegularExpressions;

namespace Carousel.Jobs.Text;

/// <summary>Words, punctuation marks and ends of lines; what is not in the vocabulary is the unknown word.</summary>
/// <remarks>
/// A vocabulary with tokens that are several words and marks, such as &lt;unk&gt;, is of a text that is already
/// tokenised: its tokens are what is between spaces.
/// </remarks>
internal sealed class WordTokenizer : Tokenizer
{
    private readonly bool _isTokenized;

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

        _isTokenized = vocabulary.Entries.Skip(1).Any(e => WordSplitter.Split(e).Skip(1).Any());
    }

    /// <summary>The tokeniser of the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="leastCount">Words seen less often are the unknown word.</param>
    /// <param name="most">Most words, the unknown one among them.</param>
    /// <param name="isTokenized">Whether spaces separate its words and marks already.</param>
    /// <returns>The tokeniser.</returns>
    public static WordTokenizer Of(string text, int leastCount, int most, bool isTokenized = false) =>
        new(Vocabulary.Open(Vocabulary.CountOf(Units(text, isTokenized)), leastCount, most));

    /// <inheritdoc/>
    public override int[] Encode(string text, string name) =>
        [.. Units(text, _isTokenized).Select(Vocabulary.NumberOf)];

    /// <inheritdoc/>
    public override bool IsSpaceBetween(int before, int unit) =>
        WordSplitter.IsSpaceBetween(Vocabulary.Entries[before], Vocabulary.Entries[unit]);

    private static IEnumerable<string> Units(string text, bool isTokenized) => isTokenized
        ? Regex.Matches(text, @"\n|\S+").Select(token => token.Value)
        : WordSplitter.Split(text).Select(word => word.Text);
}
