using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// How much texts share with others: the weight of the words of both, as a share of the weight of the words of either.
/// A word weighs ln((texts + 1) / texts with the word); a slot counts as a word.
/// </summary>
internal sealed class WordOverlap
{
    // Sums of the same words in another order differ by less.
    private const int Digits = 9;

    private readonly ILookup<string, int> _places;
    private readonly double[] _weights;

    /// <summary>Counts the words of texts.</summary>
    /// <param name="texts">The texts.</param>
    public WordOverlap(IReadOnlyList<string> texts)
    {
        HashSet<string>[] known = [.. texts.Select(WordsOf)];
        _places = known.SelectMany((words, place) => words.Select(word => (word, place)))
            .ToLookup(w => w.word, w => w.place);
        _weights = new double[known.Length];
        for (int place = 0; place < known.Length; place++)
        {
            _weights[place] = known[place].Sum(Weight);
        }
    }

    /// <summary>What each of the texts shares with another one.</summary>
    /// <param name="text">The other one.</param>
    /// <returns>From 0 to 1.</returns>
    public double[] With(string text)
    {
        HashSet<string> words = WordsOf(text);
        double own = words.Sum(Weight);
        double[] shared = new double[_weights.Length];
        foreach (string word in words)
        {
            foreach (int place in _places[word])
            {
                shared[place] += Weight(word);
            }
        }

        return [.. shared.Zip(_weights, (both, weight) =>
            Math.Round(both / Math.Max(double.Epsilon, weight + own - both), Digits))];
    }

    private double Weight(string word) =>
        Math.Log((1.0 + _weights.Length) / Math.Max(1, _places[word].Count()));

    private static HashSet<string> WordsOf(string text) =>
        [.. CopySlots.LowerWordsOf(text), .. text.Where(CopySlots.IsSlot).Select(c => $"{c}")];
}
