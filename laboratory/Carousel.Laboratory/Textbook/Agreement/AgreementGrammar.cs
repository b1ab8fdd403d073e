using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Agreement;

/// <summary>
/// A small artificial English: a subject, words between it and its verb, the verb in the subject's number, and an
/// object.
/// </summary>
/// <remarks>
/// "the keys to the cabinet often please the man ." Between subject and verb are prepositional phrases and relative
/// clauses, each with another noun, and
/// adverbs. The verb of a relative clause agrees with the noun of the clause. A noun between subject and verb in the
/// other number is an attractor.
/// </remarks>
internal static class AgreementGrammar
{
    private const string The = "the";
    private const string That = "that";
    private const string End = ".";
    private static readonly string[] _nouns =
    [
        "key", "cabinet", "door", "man", "woman", "dog", "teacher", "box", "friend", "car", "student", "author",
    ];
    private static readonly string[] _plurals =
    [
        "keys", "cabinets", "doors", "men", "women", "dogs", "teachers", "boxes", "friends", "cars", "students",
        "authors",
    ];
    private static readonly string[] _verbs = ["pleases", "holds", "needs", "sees", "likes", "meets", "finds", "moves"];
    private static readonly string[] _pluralVerbs = ["please", "hold", "need", "see", "like", "meet", "find", "move"];
    private static readonly string[] _prepositions = ["to", "near", "behind", "beside", "with"];
    private static readonly string[] _adverbs = ["often", "always", "still", "rarely"];

    /// <summary>All words; a word's number is its symbol.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        The, That, End, .. _prepositions, .. _adverbs, .. _nouns, .. _plurals, .. _verbs, .. _pluralVerbs,
    ];

    private static int FirstPreposition => 3;

    private static int FirstAdverb => FirstPreposition + _prepositions.Length;

    private static int FirstNoun => FirstAdverb + _adverbs.Length;

    private static int FirstVerb => FirstNoun + (2 * _nouns.Length);

    /// <summary>A sentence.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="phrases">Prepositional phrases and relative clauses between subject and verb.</param>
    /// <param name="adverbs">Adverbs before the verb.</param>
    /// <param name="attract">Whether the nouns between are all in the other number; null draws each one's.</param>
    public static AgreementSentence Draw(TrialRandom random, int phrases, int adverbs, bool? attract)
    {
        bool isPlural = random.Coin();
        List<int> words = [0, Noun(random, isPlural)];
        int attractors = 0;
        for (int p = 0; p < phrases; p++)
        {
            bool other = attract is { } isAttractor ? isAttractor != isPlural : random.Coin();
            attractors += other != isPlural ? 1 : 0;
            if (random.Below(3) < 2)
            {
                words.AddRange([FirstPreposition + random.Below(_prepositions.Length), 0, Noun(random, other)]);
            }
            else
            {
                words.AddRange([1, 0, Noun(random, other), Verb(random.Below(_verbs.Length), other)]);
            }
        }

        for (int a = 0; a < adverbs; a++)
        {
            words.Add(FirstAdverb + random.Below(_adverbs.Length));
        }

        int place = words.Count, verb = random.Below(_verbs.Length);
        words.AddRange([Verb(verb, isPlural), 0, Noun(random, random.Coin()), 2]);
        return new AgreementSentence([.. words], place, Verb(verb, !isPlural), attractors);
    }

    /// <summary>The words of symbols, with spaces between.</summary>
    public static string Text(IEnumerable<int> symbols) => string.Join(' ', symbols.Select(s => Words[s]));

    private static int Noun(TrialRandom random, bool isPlural) =>
        FirstNoun + (isPlural ? _nouns.Length : 0) + random.Below(_nouns.Length);

    private static int Verb(int verb, bool isPlural) => FirstVerb + (isPlural ? _verbs.Length : 0) + verb;
}

/// <summary>
/// A sentence, and with it a minimal pair: the same words up to the verb, then its right or its wrong form.
/// </summary>
/// <param name="Words">Symbols of <see cref="AgreementGrammar.Words"/>, the right form among them.</param>
/// <param name="VerbPlace">Where the verb stands.</param>
/// <param name="WrongVerb">The same verb in the other number.</param>
/// <param name="Attractors">Nouns between subject and verb in the other number than the subject.</param>
internal sealed record AgreementSentence(IReadOnlyList<int> Words, int VerbPlace, int WrongVerb, int Attractors)
{
    /// <summary>The verb in the subject's number.</summary>
    public int RightVerb => Words[VerbPlace];
}
