using Carousel.Jobs.Fitting;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

/// <summary>
/// Sentences so plain that a small network learns them in a moment: nouns end in -o, verbs in -as, and capitals begin
/// names.
/// </summary>
internal static class TinyTags
{
    private static readonly string[] _nouns = ["kato", "hundo", "domo", "libro", "pano", "akvo"];
    private static readonly string[] _verbs = ["vidas", "havas", "amas", "trovas", "portas"];
    private static readonly string[] _names = ["Anna Berg", "Karl", "Maria von Holt"];

    /// <summary>Parts of speech, one token per line.</summary>
    public static string Parts(int sentences, int seed = 1) =>
        Lines(sentences, seed, (noun, verb) => [(noun, "N"), (verb, "V")], ("la", "D"), (".", "P"));

    /// <summary>Spans of names in IOB2.</summary>
    public static string Names(int sentences, int seed = 1)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, sentences).Select(_ =>
        {
            string[] name = _names[random.Next(_names.Length)].Split(' ');
            IEnumerable<string> lines = name.Select((n, k) => $"{n}\t{(k == 0 ? 'B' : 'I')}-PER");
            return $"{string.Join('\n', lines)}\n{_verbs[random.Next(_verbs.Length)]}\tO\n"
                + $"{_nouns[random.Next(_nouns.Length)]}\tO\n\n";
        }));
    }

    /// <summary>A small and quick fit.</summary>
    public static TagOptions Options(int epochs = 4) => new()
    {
        Fit = new FitOptions { Hidden = 16, Epochs = epochs, Batch = 8, LearningRate = 0.02, Threads = 1 },
        WordSize = 12,
        CharacterHidden = 8,
    };

    private static string Lines(
        int sentences, int seed, Func<string, string, (string, string)[]> make, (string, string) before,
        (string, string) after)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, sentences).Select(_ =>
        {
            (string, string)[] tokens =
            [
                before, .. make(_nouns[random.Next(_nouns.Length)], _verbs[random.Next(_verbs.Length)]), before,
                .. make(_nouns[random.Next(_nouns.Length)], "estas")[..1], after,
            ];
            return string.Concat(tokens.Select(t => $"{t.Item1}\t{t.Item2}\n")) + "\n";
        }));
    }
}
