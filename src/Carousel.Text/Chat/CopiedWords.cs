using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// Which words are copied by slots. A word that the question and its answer share is a filler if other words in its
/// place have the same answer except for the word: <c>My name is Ada.</c> and <c>My name is Ben.</c>. It is not one if
/// the rest of the answer depends on it: <c>We open at 9 on Monday.</c> and <c>We open at 10 on Saturday.</c>.
/// </summary>
/// <param name="Slots">Fillers, and copied words of fewer than three dialogues, are always slots.</param>
/// <param name="Sometimes">Copied words that may be fillers, and in how many dialogues they are.</param>
internal sealed record CopiedWords(CopySlots Slots, IReadOnlyDictionary<string, int> Sometimes)
{
    private const int KnownFrom = 3;

    /// <summary>Finds them.</summary>
    /// <param name="dialogues">Questions and answers of the training set.</param>
    public static CopiedWords Learn(IReadOnlyList<IReadOnlyList<SentencePair>> dialogues)
    {
        var dialoguesOf = new Dictionary<string, int>();
        var evidence = new Dictionary<string, int>();
        var hidings = new List<(string Question, string Word, string Answer)>();
        foreach (IReadOnlyList<SentencePair> dialogue in dialogues)
        {
            foreach (string word in dialogue
                .SelectMany(p => CopySlots.LowerWordsOf($"{p.Source} {p.Target}")).Distinct())
            {
                dialoguesOf[word] = dialoguesOf.GetValueOrDefault(word) + 1;
            }

            string earlier = "";
            foreach (SentencePair pair in dialogue)
            {
                HashSet<string> answer = [.. CopySlots.WordsOf(pair.Target)];
                earlier = $"{earlier} {pair.Source}";
                foreach (string word in CopySlots.WordsOf(earlier).Where(answer.Contains)
                    .Select(w => w.ToLowerInvariant()).Distinct())
                {
                    evidence.TryAdd(word, 0);
                    if (CopySlots.LowerWordsOf(pair.Source).Contains(word))
                    {
                        SentencePair hidden = CopySlots.Hide(pair, w => w == word);
                        hidings.Add((hidden.Source, word, hidden.Target));
                    }
                }
            }
        }

        bool hasHistory = dialogues.Any(d => d.Count > 1);
        foreach (Dictionary<string, string[]> fillers in hidings.GroupBy(h => h.Question)
            .Select(g => g.GroupBy(h => h.Word, h => h.Answer).ToDictionary(w => w.Key, w => w.ToArray()))
            .Where(f => f.Count > 1))
        {
            int vote = fillers.Values.SelectMany(a => a).Distinct().Count() == 1 ? 1
                // The answer depends on earlier turns, not on this word.
                : fillers.Values.Any(a => a.Distinct().Count() > 1)
                    || (hasHistory && fillers.Values.All(a => a.Length == 1)) ? 0
                : -1;
            foreach (string word in fillers.Keys)
            {
                evidence[word] += vote;
            }
        }

        bool IsAlways(string word) => evidence.TryGetValue(word, out int votes)
            && (votes > 0 || (votes == 0 && dialoguesOf[word] < KnownFrom));
        return new CopiedWords(
            new CopySlots(dialoguesOf.Keys.Where(w => !IsAlways(w))),
            evidence.Where(e => e.Value == 0 && !IsAlways(e.Key)).ToDictionary(e => e.Key, e => dialoguesOf[e.Key]));
    }
}
