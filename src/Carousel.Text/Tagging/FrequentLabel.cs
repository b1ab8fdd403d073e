namespace Carousel.Tagging;

/// <summary>
/// The baseline of a tagger: the label that a word had most often, or, for unknown words, the one of its ending.
/// </summary>
/// <remarks>
/// Words are compared in lower case; endings are also distinguished by an initial capital. If counts are equal, the
/// label that comes first in the alphabet wins.
/// </remarks>
/// <param name="Words">The label of each word in small letters.</param>
/// <param name="Endings">The label of each ending; of the empty one the most frequent of all.</param>
internal sealed record FrequentLabel(Dictionary<string, string> Words, Dictionary<string, string> Endings)
{
    private const int LongestEnding = 5;

    /// <summary>Counts labels.</summary>
    /// <param name="sentences">The training part.</param>
    /// <returns>The baseline.</returns>
    public static FrequentLabel Of(IEnumerable<TokenSentence> sentences) =>
        new(Best(sentences, token => [WordForm.Small(token)]), Best(sentences, EndingsOf));

    /// <summary>The most frequent label overall, for steps that are not words.</summary>
    /// <param name="sentences">The training part.</param>
    /// <returns>The baseline.</returns>
    public static FrequentLabel Majority(IEnumerable<TokenSentence> sentences) => new([], Best(sentences, _ => [""]));

    /// <summary>The labels of sentences.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LabelsOf(IReadOnlyList<TokenSentence> sentences) =>
        [.. sentences.Select(s => (IReadOnlyList<string>)[.. s.Tokens.Select(LabelOf)])];

    /// <summary>The label of a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>One of the training part.</returns>
    public string LabelOf(string token) => Words.GetValueOrDefault(WordForm.Small(token))
        ?? EndingsOf(token).Select(ending => Endings.GetValueOrDefault(ending))
            .FirstOrDefault(label => label is not null) ?? "";

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

    private static Dictionary<string, string> Best(
        IEnumerable<TokenSentence> sentences, Func<string, IEnumerable<string>> textsOf) => sentences
        .SelectMany(s => s.Tokens.Zip(s.Labels))
        .SelectMany(pair => textsOf(pair.First).Select(text => (Text: text, Label: pair.Second)))
        .CountBy(pair => pair).GroupBy(count => count.Key.Text)
        .ToDictionary(
            counts => counts.Key,
            counts =>
                counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key.Label, StringComparer.Ordinal)
                    .First().Key.Label);
}
