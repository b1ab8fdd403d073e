using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>
/// Sentences of a made English: a subject, maybe with a clause, a verb in its number, an object, a full stop.
/// </summary>
/// <remarks>
/// S → N V O '.'; N → noun phrase, every third time followed by "that" V O; a noun phrase is "the" or, of one
/// thing, "a", maybe an adjective, and a noun; both verbs have the number of the subject.
/// </remarks>
internal static class MadeGrammar
{
    /// <summary>Words, the full stop among them.</summary>
    public const int Words = 22;

    /// <summary>The full stop, which also precedes the first word.</summary>
    public const int Stop = 0;

    private const int The = 1, A = 2, That = 3, Adjective = 4, Noun = 7, Verb = 15;
    private const int Adjectives = 3, Nouns = 4, Verbs = 3;

    /// <summary>Draws a sentence, with the full stop.</summary>
    public static List<int> Draw(TrialRandom random)
    {
        bool isPlural = random.Coin();
        List<int> words = [];
        AddNoun(words, random, isPlural);
        if (random.Below(3) == 0)
        {
            words.Add(That);
            words.Add(Of(Verb, Verbs, random, isPlural));
            AddNoun(words, random, random.Coin());
        }

        words.Add(Of(Verb, Verbs, random, isPlural));
        AddNoun(words, random, random.Coin());
        words.Add(Stop);
        return words;
    }

    /// <summary>Sentences with the next word asked for at each.</summary>
    public static Phrase NextWords(TrialRandom random)
    {
        int[] words = [Stop, .. Draw(random)];
        return new Phrase(
            [.. words.SkipLast(1).Select(w => Phrase.OneHot(w, Words))], [.. words.Skip(1).Select((w, t) => (t, w))]);
    }

    /// <summary>Whether words are a sentence of the grammar, with its full stop.</summary>
    public static bool IsSentence(IReadOnlyList<int> words)
    {
        int at = 0;
        if (ReadNoun(words, ref at) is not { } isPlural)
        {
            return false;
        }

        if (Next(words, at) == That)
        {
            at++;
            if (!ReadVerb(words, ref at, isPlural) || ReadNoun(words, ref at) is null)
            {
                return false;
            }
        }

        return ReadVerb(words, ref at, isPlural) && ReadNoun(words, ref at) is not null && Next(words, at) == Stop
            && at == words.Count - 1;
    }

    private static int Of(int first, int count, TrialRandom random, bool isPlural) =>
        first + (isPlural ? count : 0) + random.Below(count);

    private static void AddNoun(List<int> words, TrialRandom random, bool isPlural)
    {
        words.Add(isPlural || random.Coin() ? The : A);
        if (random.Below(3) == 0)
        {
            words.Add(Adjective + random.Below(Adjectives));
        }

        words.Add(Of(Noun, Nouns, random, isPlural));
    }

    private static int Next(IReadOnlyList<int> words, int at) => at < words.Count ? words[at] : -1;

    /// <summary>Whether a noun phrase is plural; null without a noun phrase.</summary>
    private static bool? ReadNoun(IReadOnlyList<int> words, ref int at)
    {
        int article = Next(words, at++);
        at += Next(words, at) is >= Adjective and < Noun ? 1 : 0;
        int noun = Next(words, at++) - Noun;
        bool isPlural = noun >= Nouns;
        return article is The or A && noun is >= 0 and < 2 * Nouns && !(isPlural && article == A) ? isPlural : null;
    }

    private static bool ReadVerb(IReadOnlyList<int> words, ref int at, bool isPlural)
    {
        int verb = Next(words, at++) - Verb;
        return verb is >= 0 and < 2 * Verbs && verb >= Verbs == isPlural;
    }
}
