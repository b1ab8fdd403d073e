using System.Text;
using Carousel.Jobs.Measuring.Translations;

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
    /// <returns>The likeliest translation of each word; what stands alone keeps no entry.</returns>
    public static Dictionary<string, string> Learn(IReadOnlyList<SentencePair> pairs)
    {
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        var targets = new Dictionary<string, int>(StringComparer.Ordinal);
        (int[] Source, int[] Target)[] numbered = [.. pairs.Select(p => (
            Tokens13a.Of(p.Source).Prepend(Empty).Select(w => Number(sources, w))
                .ToArray(), Tokens13a.Of(p.Target).Select(w => Number(targets, w)).ToArray()))];
        var probability = new Dictionary<(int Source, int Target), double>();
        for (int round = 0; round < Rounds; round++)
        {
            probability = Maximise(numbered, probability, sources.Count);
        }

        string[] words = [.. sources.Keys], translations = [.. targets.Keys];
        return probability.Where(p => p.Key.Source > 0).GroupBy(p => p.Key.Source)
            .ToDictionary(
                g => words[g.Key],
                g => translations[g.OrderByDescending(p => p.Value).ThenBy(p => p.Key.Target).First().Key.Target],
                StringComparer.Ordinal);
    }

    /// <summary>A line word by word; unknown words stay as they are.</summary>
    public static string Translate(IReadOnlyDictionary<string, string> dictionary, string line)
    {
        var text = new StringBuilder();
        foreach (string word in Tokens13a.Of(line))
        {
            string translated = dictionary.GetValueOrDefault(word, word);
            bool isMark = translated.Length == 1 && ".,;:!?)]".Contains(translated[0], StringComparison.Ordinal);
            text.Append(text.Length == 0 || isMark ? "" : " ").Append(translated);
        }

        return text.ToString();
    }

    private static Dictionary<(int Source, int Target), double> Maximise(
        (int[] Source, int[] Target)[] pairs, Dictionary<(int Source, int Target), double> before, int words)
    {
        var counts = new Dictionary<(int Source, int Target), double>(before.Count);
        var totals = new double[words];
        var shares = new double[pairs.Max(p => p.Source.Length)];
        foreach ((int[] source, int[] target) in pairs)
        {
            foreach (int translated in target)
            {
                double sum = 0;
                for (int s = 0; s < source.Length; s++)
                {
                    shares[s] = before.Count == 0 ? 1 : before[(source[s], translated)];
                    sum += shares[s];
                }

                for (int s = 0; s < source.Length; s++)
                {
                    double share = shares[s] / sum;
                    counts[(source[s], translated)] = counts.GetValueOrDefault((source[s], translated)) + share;
                    totals[source[s]] += share;
                }
            }
        }

        foreach ((int Source, int Target) key in counts.Keys.ToArray())
        {
            counts[key] /= totals[key.Source];
        }

        return counts;
    }

    private static int Number(Dictionary<string, int> numbers, string word)
    {
        if (!numbers.TryGetValue(word, out int number))
        {
            number = numbers.Count;
            numbers.Add(word, number);
        }

        return number;
    }
}
