using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// A baseline: the answer of the training question that shares most words, as a share of the words of both. A word
/// weighs ln(questions / questions with the word).
/// </summary>
internal static class NearestQuestion
{
    /// <summary>Answers questions.</summary>
    /// <param name="learned">Questions of the training set, with their history, and their answers.</param>
    /// <param name="questions">The questions, with their history.</param>
    /// <returns>The answers; of equally near questions, that of the first.</returns>
    public static string[] Answer(IReadOnlyDictionary<string, string> learned, IReadOnlyList<string> questions)
    {
        var places = new Dictionary<string, List<int>>();
        string[] answers = [.. learned.Values];
        HashSet<string>[] known = [.. learned.Keys.Select(WordsOf)];
        for (int place = 0; place < known.Length; place++)
        {
            foreach (string word in known[place])
            {
                (places.TryGetValue(word, out List<int>? those) ? those : places[word] = []).Add(place);
            }
        }

        double Weight(string word) => Math.Log((1.0 + answers.Length) / (places.GetValueOrDefault(word)?.Count ?? 1));
        double[] all = [.. known.Select(words => words.Sum(Weight))], shared = new double[answers.Length];
        return [.. questions.Select(question =>
        {
            HashSet<string> words = WordsOf(question);
            double own = words.Sum(Weight);
            Array.Clear(shared);
            foreach (string word in words.Where(places.ContainsKey))
            {
                foreach (int place in places[word])
                {
                    shared[place] += Weight(word);
                }
            }

            return answers[Enumerable.Range(0, answers.Length)
                .MaxBy(k => shared[k] / Math.Max(double.Epsilon, all[k] + own - shared[k]))];
        })];
    }

    private static HashSet<string> WordsOf(string text) =>
        [.. CopySlots.LowerWordsOf(text)];
}
