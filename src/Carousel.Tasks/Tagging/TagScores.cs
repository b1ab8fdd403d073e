namespace Carousel.Tasks.Tagging;

/// <summary>How well labels were given to sentences: by token, by label, by span, by pair of labels mistaken.</summary>
public sealed class TagScores
{
    private readonly Dictionary<(string True, string Found), int> _pairs = [];

    /// <summary>Counts sentences.</summary>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="found">The labels given, as many for each sentence.</param>
    /// <param name="isKnown">Whether a token was seen in training.</param>
    /// <param name="scheme">Whether and how labels mark spans.</param>
    public TagScores(IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> found, Func<string, bool> isKnown, LabelScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(isKnown);
        for (int s = 0; s < sentences.Count; s++)
        {
            TokenSentence sentence = sentences[s];
            for (int t = 0; t < sentence.Labels.Count; t++)
            {
                (string, string) pair = (sentence.Labels[t], found[s][t]);
                _pairs[pair] = _pairs.GetValueOrDefault(pair) + 1;
                bool right = sentence.Labels[t] == found[s][t];
                (Tokens, Right) = (Tokens + 1, Right + (right ? 1 : 0));
                if (!isKnown(sentence.Tokens[t]))
                {
                    (UnknownTokens, UnknownRight) = (UnknownTokens + 1, UnknownRight + (right ? 1 : 0));
                }
            }

            if (scheme != LabelScheme.Plain)
            {
                Spans.Add(LabelSpans.Of(sentence.Labels), LabelSpans.Of(found[s]));
            }
        }
    }

    /// <summary>How many tokens.</summary>
    public int Tokens { get; }

    /// <summary>Tokens with the right label.</summary>
    public int Right { get; }

    /// <summary>Tokens that training never saw.</summary>
    public int UnknownTokens { get; }

    /// <summary>Of these, those with the right label.</summary>
    public int UnknownRight { get; }

    /// <summary>Scores of spans; empty where labels mark none.</summary>
    public SpanScores Spans { get; } = new();

    /// <summary>Right / tokens.</summary>
    public double Accuracy => Tokens == 0 ? double.NaN : (double)Right / Tokens;

    /// <summary>Accuracy on tokens that training never saw; NaN where there is none.</summary>
    public double UnknownAccuracy => UnknownTokens == 0 ? double.NaN : (double)UnknownRight / UnknownTokens;

    /// <summary>The scores of each label, the most frequent first.</summary>
    public IReadOnlyList<LabelScore> Labels =>
    [
        .. _pairs.Keys.SelectMany(p => new[] { p.True, p.Found }).Distinct(StringComparer.Ordinal)
            .Select(label => new LabelScore(
                label, _pairs.Where(p => p.Key.True == label).Sum(p => p.Value), _pairs.Where(p => p.Key.Found == label).Sum(p => p.Value),
                _pairs.GetValueOrDefault((label, label))))
            .OrderByDescending(l => l.True).ThenBy(l => l.Label, StringComparer.Ordinal),
    ];

    /// <summary>The mean of the labels' F1.</summary>
    public double MacroF1 => Labels is { Count: > 0 } labels ? labels.Average(l => l.F1) : double.NaN;

    /// <summary>Pairs of labels that were mistaken, the most frequent first.</summary>
    public IReadOnlyList<(string True, string Found, int Count)> Mistakes =>
    [
        .. _pairs.Where(p => p.Key.True != p.Key.Found).OrderByDescending(p => p.Value).ThenBy(p => p.Key.True, StringComparer.Ordinal)
            .ThenBy(p => p.Key.Found, StringComparer.Ordinal).Select(p => (p.Key.True, p.Key.Found, p.Value)),
    ];

    /// <summary>How many tokens of a label were given another one.</summary>
    /// <param name="label">The true label.</param>
    /// <param name="found">The label given.</param>
    /// <returns>The count.</returns>
    public int Count(string label, string found) => _pairs.GetValueOrDefault((label, found));
}
