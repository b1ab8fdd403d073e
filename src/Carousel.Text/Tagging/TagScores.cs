using Carousel.Jobs.Measuring;

namespace Carousel.Tagging;

/// <summary>How well labels were given to sentences: by token, by label, by span.</summary>
internal sealed class TagScores
{
    /// <summary>Counts sentences.</summary>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="found">The labels given, as many for each sentence.</param>
    /// <param name="isKnown">Whether a token was seen in training.</param>
    /// <param name="scheme">Whether and how labels mark spans.</param>
    public TagScores(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> found, Func<string, bool> isKnown,
        LabelScheme scheme)
    {
        string[] there = [.. sentences.SelectMany(s => s.Labels)];
        string[] given = [.. sentences.Zip(found).SelectMany(p => p.Second.Take(p.First.Labels.Count))];
        Dictionary<string, int> counts = there.CountBy(l => l).ToDictionary(StringComparer.Ordinal);
        Labels = [.. counts.Keys.Union(given)
            .OrderByDescending(l => counts.GetValueOrDefault(l)).ThenBy(l => l, StringComparer.Ordinal)];
        Dictionary<string, int> numbers = Labels.Select((l, k) => (l, k))
            .ToDictionary(p => p.l, p => p.k);
        Pairs = new ConfusionMatrix(
            Labels.Count, Array.ConvertAll(there, l => numbers[l]), Array.ConvertAll(given, l => numbers[l]));
        int[] unknown = [.. sentences.SelectMany(s => s.Tokens.Take(s.Labels.Count))
            .Index().Where(token => !isKnown(token.Item)).Select(token => token.Index)];
        (UnknownTokens, UnknownRight) = (unknown.Length, unknown.Count(t => there[t] == given[t]));
        for (int s = 0; s < sentences.Count && scheme != LabelScheme.Plain; s++)
        {
            Spans.Add(LabelSpans.Of(sentences[s].Labels), LabelSpans.Of(found[s]));
        }
    }

    /// <summary>The labels that are there or were given, the most frequent first.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How often each of <see cref="Labels"/> was taken for each.</summary>
    public ConfusionMatrix Pairs { get; }

    /// <summary>How many tokens.</summary>
    public int Tokens => (int)Pairs.Total;

    /// <summary>Tokens with the right label.</summary>
    public int Right => (int)Pairs.Right;

    /// <summary>Tokens that training never saw.</summary>
    public int UnknownTokens { get; }

    /// <summary>Of these, those with the right label.</summary>
    public int UnknownRight { get; }

    /// <summary>Scores of spans; empty where labels mark none.</summary>
    public SpanScores Spans { get; } = new();

    /// <summary>Right / tokens; NaN without tokens.</summary>
    public double Accuracy => Pairs.Accuracy;

    /// <summary>Accuracy on tokens that training never saw; NaN without such tokens.</summary>
    public double UnknownAccuracy => UnknownTokens == 0 ? double.NaN : (double)UnknownRight / UnknownTokens;

    /// <summary>The mean of the labels' F1; NaN without labels.</summary>
    public double MacroF1 => Pairs.MacroF1;

    /// <summary>Pairs of labels that were mistaken, the most frequent first.</summary>
    public IReadOnlyList<(string True, string Found, long Count)> Mistakes =>
    [
        .. Labels.SelectMany(
            (label, t) => Labels.Select((other, f) => (True: label, Found: other, Count: t == f ? 0 : Pairs[t, f])))
            .Where(p => p.Count > 0).OrderByDescending(p => p.Count)
            .ThenBy(p => p.True, StringComparer.Ordinal).ThenBy(p => p.Found, StringComparer.Ordinal),
    ];
}
