using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

/// <summary>
/// The rules of the bundled pairs of simple English and German sentences: genders, endings of adjectives, verbs at the
/// end of clauses. <c>samples/README.md</c> describes them.
/// </summary>
internal static class SentenceRules
{
    private const int Count = 4000;

    private static readonly Noun[] _nouns =
    [
        new("dog", "Hund", 'm'), new("cat", "Katze", 'f'), new("child", "Kind", 'n'), new("man", "Mann", 'm'),
        new("woman", "Frau", 'f'), new("girl", "Mädchen", 'n'),
        new("teacher", "Lehrer", 'm'), new("nurse", "Schwester", 'f'), new("horse", "Pferd", 'n'),
        new("farmer", "Bauer", 'm'), new("duck", "Ente", 'f'), new("bird", "Vogel", 'm'),
    ];

    private static readonly Noun[] _things =
    [
        new("house", "Haus", 'n'), new("tree", "Baum", 'm'), new("lamp", "Lampe", 'f'), new("book", "Buch", 'n'),
        new("apple", "Apfel", 'm'), new("bag", "Tasche", 'f'),
        new("boat", "Boot", 'n'), new("ball", "Ball", 'm'), new("flower", "Blume", 'f'), new("picture", "Bild", 'n'),
        new("table", "Tisch", 'm'), new("clock", "Uhr", 'f'),
    ];

    private static readonly (string English, string German)[] _adjectives =
        [
            ("small", "klein"), ("big", "groß"), ("red", "rot"), ("old", "alt"), ("young", "jung"), ("green", "grün"),
            ("tired", "müd"), ("quick", "schnell"), ("blue", "blau"), ("new", "neu"),
        ];

    private static readonly (string English, string German)[] _verbs =
        [
            ("sees", "sieht"), ("buys", "kauft"), ("finds", "findet"), ("looks for", "sucht"), ("carries", "trägt"),
            ("likes", "mag"), ("forgets", "vergisst"), ("shows", "zeigt"),
        ];

    private static readonly (string English, string German)[] _places =
        [
            ("in the garden", "im Garten"), ("at the station", "am Bahnhof"), ("in the kitchen", "in der Küche"),
            ("by the river", "am Fluss"), ("in the city", "in der Stadt"), ("on the roof", "auf dem Dach"),
        ];

    /// <summary>Makes them.</summary>
    /// <param name="seed">The same seed makes the same sentences.</param>
    /// <returns>4,000 pairs.</returns>
    public static IReadOnlyList<SentencePair> Make(ulong seed)
    {
        var draws = new SimulationDraws(seed, "made sentences");
        var pairs = new List<SentencePair>(Count);
        var made = new HashSet<string>();
        while (pairs.Count < Count)
        {
            (string english, string german) = Sentence(draws);
            if (made.Add(english))
            {
                pairs.Add(new SentencePair(english, german, pairs.Count + 1));
            }
        }

        return pairs;
    }

    private static (string English, string German) Sentence(SimulationDraws draws)
    {
        ((string English, string German) subject, (string English, string German) verb) = (
            Phrase(draws, _nouns, isObject: false), Pick(draws, _verbs));
        (string English, string German) thing = Phrase(draws, _things, isObject: true),
            place = draws.Chance(0.5) ? Pick(draws, _places) : ("", "");
        string english = Joined(subject.English, verb.English, thing.English, place.English);
        if (draws.Chance(0.3))
        {
            // In a clause the German verb stands last.
            (string English, string German) other = Phrase(draws, _nouns, isObject: false), deed = Pick(draws, _verbs),
                what = Phrase(draws, _things, isObject: true);
            english = $"{english} because {Joined(other.English, deed.English, what.English)}.";
            return (
                Capital(english),
                Capital(
                    $"{Joined(subject.German, verb.German, place.German, thing.German)}, "
                    + $"weil {Joined(other.German, what.German, deed.German)}."));
        }

        // With the place in front the German verb stays second.
        bool isTurned = place.German.Length > 0 && draws.Chance(0.4);
        string german = isTurned
            ? Joined(place.German, verb.German, subject.German, thing.German)
            : Joined(subject.German, verb.German, place.German, thing.German);
        english = isTurned ? Joined($"{place.English},", subject.English, verb.English, thing.English) : english;
        return (Capital($"{english}."), Capital($"{german}."));
    }

    private static (string English, string German) Phrase(SimulationDraws draws, Noun[] nouns, bool isObject)
    {
        Noun noun = nouns[draws.Below(nouns.Length)];
        bool isKnown = draws.Chance(0.5);
        (string English, string German)? adjective = draws.Chance(0.5) ? Pick(draws, _adjectives) : null;
        string article = isKnown
            ? noun.Gender switch { 'm' => isObject ? "den" : "der", 'f' => "die", _ => "das" }
            : noun.Gender switch { 'm' => isObject ? "einen" : "ein", 'f' => "eine", _ => "ein" };
        string ending = (noun.Gender, isObject, isKnown) switch
        {
            ('m', true, _) => "en",
            ('m', false, false) => "er",
            ('n', _, false) => "es",
            _ => "e",
        };
        string first = adjective?.English ?? noun.English;
        string english = isKnown ? "the" : "aeiou".Contains(first[0]) ? "an" : "a";
        return (
            Joined(english, adjective?.English ?? "", noun.English),
            Joined(article, adjective is { } a ? a.German + ending : "", noun.German));
    }

    private static (string English, string German) Pick(
        SimulationDraws draws, (string English, string German)[] words) => words[draws.Below(words.Length)];

    private static string Joined(params ReadOnlySpan<string> words) =>
        string.Join(' ', words.ToArray().Where(w => w.Length > 0));

    private static string Capital(string text) =>
        string.Concat(text[..1].ToUpper(CultureInfo.InvariantCulture), text.AsSpan(1));

    private sealed record Noun(string English, string German, char Gender);
}
