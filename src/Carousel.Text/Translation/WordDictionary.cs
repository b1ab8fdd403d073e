using System.Text;
using Carousel.Jobs.Measuring;

namespace Carousel.Translation;

/// <summary>A baseline: each word becomes the word that most probably translates it.</summary>
/// <remarks>
/// Probabilities by expectation maximisation: model 1 of Brown and others 1993, with an empty word on the source's
/// side.
/// </remarks>
internal static class WordDictionary
{
    private const int Rounds = 6;
    private const string Empty = "";

    /// <summary>Learns it.</summary>
    /// <param name="pairs">From what.</param>
    /// <returns>The likeliest translation of each word; a word without a counterpart has no entry.</returns>
    public static Dictionary<string, string> Learn(IReadOnlyList<SentencePair> pairs)
    {
        var sources = new Dictionary<string, int>();
        var targets = new Dictionary<string, int>();
        (int[] Source, int[] Target)[] numbered = [.. pairs.Select(p => (
            Tokens13a.Of(p.Source).Prepend(Empty).Select(w => Number(sources, w))
                .ToArray(), Tokens13a.Of(p.Target).Select(w => Number(targets, w)).ToArray()))];
        var beside = new WordsBeside(numbered, sources.Count);
        double[] probability = [];
        for (int round = 0; round < Rounds; round++)
        {
            probability = Maximize(numbered, beside, probability);
        }

        string[] words = [.. sources.Keys], translations = [.. targets.Keys];
        return Enumerable.Range(1, sources.Count - 1).Where(source => beside.Of(source).Length > 0).ToDictionary(
            source => words[source], source => translations[Likeliest(beside, probability, source)]);
    }

    /// <summary>Translates lines word by word; unknown words are not changed.</summary>
    public static string[] Translate(
        IReadOnlyDictionary<string, string> dictionary, IReadOnlyList<string> lines) =>
        [.. lines.Select(line => Translate(dictionary, line))];

    /// <summary>Translates a line word by word; unknown words are not changed.</summary>
    public static string Translate(IReadOnlyDictionary<string, string> dictionary, string line)
    {
        var text = new StringBuilder();
        foreach (string word in Tokens13a.Of(line))
        {
            string translated = dictionary.GetValueOrDefault(word, word);
            bool isMark = translated.Length == 1 && ".,;:!?)]".Contains(translated[0]);
            text.Append(text.Length == 0 || isMark ? "" : " ").Append(translated);
        }

        return text.ToString();
    }

    /// <summary>A round: the probability of each two words that occur in one pair, in the order of
    /// <paramref name="beside"/>.</summary>
    private static double[] Maximize(
        (int[] Source, int[] Target)[] pairs, WordsBeside beside, double[] before)
    {
        var counts = new double[beside.Count];
        var totals = new double[beside.Sources];
        int longest = pairs.Max(p => p.Source.Length);
        var (shares, places) = (new double[longest], new int[longest]);
        foreach ((int[] source, int[] target) in pairs)
        {
            foreach (int translated in target)
            {
                double sum = 0;
                for (int s = 0; s < source.Length; s++)
                {
                    places[s] = beside.Place(source[s], translated);
                    shares[s] = before.Length == 0 ? 1 : before[places[s]];
                    sum += shares[s];
                }

                for (int s = 0; s < source.Length; s++)
                {
                    double share = shares[s] / sum;
                    counts[places[s]] += share;
                    totals[source[s]] += share;
                }
            }
        }

        for (int source = 0; source < beside.Sources; source++)
        {
            foreach (ref double count in counts.AsSpan(beside.First(source), beside.Of(source).Length))
            {
                count /= totals[source];
            }
        }

        return counts;
    }

    /// <summary>The likeliest counterpart of a word; ties go to the smaller number.</summary>
    private static int Likeliest(WordsBeside beside, double[] probability, int source)
    {
        int first = beside.First(source);
        ReadOnlySpan<int> targets = beside.Of(source);
        return targets[Enumerable.Range(0, targets.Length).MaxBy(k => probability[first + k])];
    }

    private static int Number(Dictionary<string, int> numbers, string word)
    {
        numbers.TryAdd(word, numbers.Count);
        return numbers[word];
    }
}
