namespace Carousel.Tasks.Tagging;

/// <summary>The label that a word had most often; for a word never seen, the one of its ending. What a tagger has to beat.</summary>
/// <remarks>Words are told apart in small letters, endings also by whether the token begins with a capital. Of equal counts the label that comes first in the alphabet wins.</remarks>
public sealed class FrequentLabel
{
    private const int LongestEnding = 5;

    private readonly Dictionary<string, string> _words;
    private readonly Dictionary<string, string> _endings;

    private FrequentLabel(Dictionary<string, string> words, Dictionary<string, string> endings) => (_words, _endings) = (words, endings);

    /// <summary>Counts labels.</summary>
    /// <param name="sentences">The training part.</param>
    /// <returns>The baseline.</returns>
    public static FrequentLabel Of(IEnumerable<TokenSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var words = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var endings = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (TokenSentence sentence in sentences)
        {
            for (int t = 0; t < sentence.Labels.Count; t++)
            {
                Count(words, WordForm.Small(sentence.Tokens[t]), sentence.Labels[t]);
                foreach (string ending in EndingsOf(sentence.Tokens[t]))
                {
                    Count(endings, ending, sentence.Labels[t]);
                }
            }
        }

        return new FrequentLabel(Best(words), Best(endings));
    }

    /// <summary>The one label that is most frequent of all, for steps that are no words.</summary>
    /// <param name="sentences">The training part.</param>
    /// <returns>The baseline.</returns>
    public static FrequentLabel Majority(IEnumerable<TokenSentence> sentences)
    {
        FrequentLabel all = Of(sentences);
        return new FrequentLabel([], new Dictionary<string, string>(StringComparer.Ordinal) { [""] = all._endings[""] });
    }

    /// <summary>The baseline from what <see cref="Words"/> and <see cref="Endings"/> gave.</summary>
    /// <param name="words">The label of each word.</param>
    /// <param name="endings">The label of each ending.</param>
    /// <returns>The baseline.</returns>
    internal static FrequentLabel Of(Dictionary<string, string> words, Dictionary<string, string> endings) => new(words, endings);

    /// <summary>The label of each word in small letters.</summary>
    internal Dictionary<string, string> Words => _words;

    /// <summary>The label of each ending; of the empty one the most frequent of all.</summary>
    internal Dictionary<string, string> Endings => _endings;

    /// <summary>The label of a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>One of the training part.</returns>
    public string LabelOf(string token)
    {
        if (_words.TryGetValue(WordForm.Small(token), out string? known))
        {
            return known;
        }

        foreach (string ending in EndingsOf(token))
        {
            if (_endings.TryGetValue(ending, out string? label))
            {
                return label;
            }
        }

        return "";
    }

    /// <summary>The endings of a token, the longest first, the empty one last.</summary>
    private static IEnumerable<string> EndingsOf(string token)
    {
        string small = WordForm.Small(token), kind = char.IsUpper(token[0]) ? "A" : char.IsDigit(token[0]) ? "1" : "a";
        for (int length = Math.Min(LongestEnding, small.Length); length > 0; length--)
        {
            yield return kind + small[^length..];
        }

        yield return kind;
        yield return "";
    }

    private static void Count(Dictionary<string, Dictionary<string, int>> counts, string text, string label)
    {
        if (!counts.TryGetValue(text, out Dictionary<string, int>? labels))
        {
            counts[text] = labels = new Dictionary<string, int>(StringComparer.Ordinal);
        }

        labels[label] = labels.GetValueOrDefault(label) + 1;
    }

    private static Dictionary<string, string> Best(Dictionary<string, Dictionary<string, int>> counts) => counts.ToDictionary(
        c => c.Key, c => c.Value.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First().Key, StringComparer.Ordinal);
}
