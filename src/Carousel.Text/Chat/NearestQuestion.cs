using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// A baseline: the answer of the training question that has the most words in common, as a share of the words of both.
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
        int[] sizes = new int[answers.Length], common = new int[answers.Length];
        foreach ((string question, int place) in learned.Keys.Select((q, k) => (q, k)))
        {
            HashSet<string> words = WordsOf(question);
            sizes[place] = words.Count;
            foreach (string word in words)
            {
                (places.TryGetValue(word, out List<int>? those) ? those : places[word] = []).Add(place);
            }
        }

        return [.. questions.Select(question =>
        {
            HashSet<string> words = WordsOf(question);
            Array.Clear(common);
            foreach (int place in words.Where(places.ContainsKey).SelectMany(w => places[w]))
            {
                common[place]++;
            }

            return answers[Enumerable.Range(0, answers.Length)
                .MaxBy(k => common[k] / (double)Math.Max(1, sizes[k] + words.Count - common[k]))];
        })];
    }

    private static HashSet<string> WordsOf(string text) =>
        [.. CopySlots.LowerWordsOf(text)];
}
