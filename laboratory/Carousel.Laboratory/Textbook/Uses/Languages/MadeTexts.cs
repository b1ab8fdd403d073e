using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>Made texts that are to be translated, judged or searched for names.</summary>
internal static class MadeTexts
{
    private const int Adjectives = 4, Nouns = 6, Verbs = 4;
    private const int FirstNoun = Adjectives, FirstVerb = FirstNoun + Nouns, EndOfText = FirstVerb + Verbs;

    /// <summary>Words of the language translated from, its end and a blank among them.</summary>
    public const int SourceWords = EndOfText + 2;

    /// <summary>Words of the language translated into: nouns, adjectives in two genders, verbs, an end.</summary>
    public const int TargetWords = Nouns + (2 * Adjectives) + Verbs + 1;

    /// <summary>Words of a judgement.</summary>
    public const int JudgedWords = 12;

    /// <summary>Words of a text with names.</summary>
    public const int NamingWords = 16;

    /// <summary>
    /// Adjective noun verb adjective noun, into noun adjective noun adjective verb, where adjectives may be missing and
    /// have the gender of their nouns.
    /// </summary>
    public static Phrase Translation(TrialRandom random)
    {
        int verb = random.Below(Verbs);
        List<int> text = [], answer = [];
        for (int n = 0; n < 2; n++)
        {
            int noun = random.Below(Nouns), gender = noun % 2;
            answer.Add(noun);
            if (random.Coin())
            {
                int adjective = random.Below(Adjectives);
                text.Add(adjective);
                answer.Add(Nouns + (gender * Adjectives) + adjective);
            }

            text.Add(FirstNoun + noun);
            if (n == 0)
            {
                text.Add(FirstVerb + verb);
            }
        }

        answer.AddRange([Nouns + (2 * Adjectives) + verb, TargetWords - 1]);
        return Phrase.Answered(
            [.. text.Append(EndOfText).Select(w => Phrase.OneHot(w, SourceWords))], answer,
            Phrase.OneHot(SourceWords - 1, SourceWords));
    }

    /// <summary>
    /// A judgement, good or bad, of six to fourteen words: "not" inverts the next word of praise or blame, however
    /// many words are between, and after "but" only what follows counts.
    /// </summary>
    /// <remarks>0 … 2 praise, 3 … 5 blame, 6 not, 7 but, the rest says nothing.</remarks>
    public static Phrase Judgement(TrialRandom random)
    {
        while (true)
        {
            int[] words = [.. Enumerable.Range(0, random.Between(6, 14)).Select(_ => random.Below(JudgedWords))];
            int sum = 0;
            bool isTurned = false;
            foreach (int word in words)
            {
                (sum, isTurned) = word switch
                {
                    6 => (sum, true),
                    7 => (0, false),
                    < 6 => (sum + (word < 3 == isTurned ? -1 : 1), false),
                    _ => (sum, isTurned),
                };
            }

            if (sum != 0)
            {
                return new Phrase(
                    [.. words.Select(w => Phrase.OneHot(w, JudgedWords))], [(words.Length - 1, sum > 0 ? 1 : 0)]);
            }
        }
    }

    /// <summary>
    /// Six words that may each be a person, a place or a thing, told by a title, a preposition or an article one to
    /// four words before.
    /// </summary>
    /// <remarks>0 … 5 the words, 6 … 7 titles, 8 … 9 prepositions, 10 … 11 articles, 12 … 15 adjectives.</remarks>
    public static Phrase Names(TrialRandom random)
    {
        List<int> words = [];
        List<(int Step, int Class)> asked = [];
        for (int n = random.Between(3, 5); n > 0; n--)
        {
            int kind = random.Below(3);
            words.Add(6 + (2 * kind) + random.Below(2));
            words.AddRange(Enumerable.Range(0, random.Below(4)).Select(_ => 12 + random.Below(4)));
            asked.Add((words.Count, kind));
            words.Add(random.Below(6));
        }

        return new Phrase([.. words.Select(w => Phrase.OneHot(w, NamingWords))], asked);
    }
}
