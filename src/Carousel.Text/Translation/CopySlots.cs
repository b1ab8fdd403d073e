using Carousel.Jobs.Text;

namespace Carousel.Translation;

/// <summary>
/// Copies words by slots: a word of the source that the network does not know becomes the slot ①, ②, …, and a slot
/// that the network writes becomes that word again.
/// </summary>
/// <remarks>
/// Positional copy symbols: Luong, Sutskever, Le, Vinyals and Zaremba 2015 (Addressing the rare word problem). Slots
/// are numbered by first appearance, the last turn of a dialogue first: a name that was just given is always ①.
/// </remarks>
/// <param name="words">The words that the network reads, in lower case; all others are slots.</param>
internal sealed class CopySlots(IEnumerable<string> words)
{
    /// <summary>What separates the turns of a dialogue in a source.</summary>
    public const char Border = '‖';

    private const string Slots = "①②③④⑤⑥⑦⑧";

    private static readonly char[] _inside = [.. WordSplitter.Inside];

    private readonly HashSet<string> _words = [.. words];

    /// <summary>The words that the network reads, in lower case and sorted.</summary>
    public IReadOnlyList<string> Words => [.. _words.Order(StringComparer.Ordinal)];

    /// <summary>The words of a text.</summary>
    public static IEnumerable<string> WordsOf(string text) =>
        PartsOf(text).Where(p => EndOfWord(p, 0) == p.Length);

    /// <summary>The words of a text in lower case.</summary>
    public static IEnumerable<string> LowerWordsOf(string text) => WordsOf(text).Select(w => w.ToLowerInvariant());

    /// <summary>A text without the characters that have a meaning here.</summary>
    public static string Plain(string text) => string.Concat(
        text.Select(c => char.IsControl(c) || c == Border || IsSlot(c) ? ' ' : c)).Trim();

    /// <summary>A source whose unknown words are slots, in lower case.</summary>
    public string Hide(string source) => Replaced(source, SlotsOf(source, IsUnknown), isSource: true);

    /// <summary>A pair whose unknown words are slots in both texts; the source is in lower case.</summary>
    public SentencePair Hide(SentencePair pair) => Hide(pair, IsUnknown);

    /// <summary>A pair some of whose words are slots in both texts; the source is in lower case.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="isHidden">Whether a word of the source, in lower case, becomes a slot.</param>
    public static SentencePair Hide(SentencePair pair, Predicate<string> isHidden)
    {
        Dictionary<string, (char Slot, string Text)> slots = SlotsOf(pair.Source, isHidden);
        return pair with
        {
            Source = Replaced(pair.Source, slots, isSource: true),
            Target = Replaced(pair.Target, slots, isSource: false),
        };
    }

    /// <summary>Whether a character is a slot.</summary>
    public static bool IsSlot(char character) => Slots.Contains(character);

    /// <summary>Whether a word in lower case becomes a slot.</summary>
    public bool IsUnknown(string word) => !IsOf(_words, word);

    /// <summary>Whether words contain a word, or all parts of it between hyphens and apostrophes.</summary>
    public static bool IsOf(IReadOnlySet<string> words, string word) =>
        words.Contains(word) || Array.TrueForAll(word.Split(_inside), words.Contains);

    /// <summary>A text whose slots are the words of its source again.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The source.</param>
    /// <returns>The text; null if it has a slot for which the source has no word.</returns>
    public string? Fill(string text, string source)
    {
        var filled = SlotsOf(source, IsUnknown).Values.ToDictionary(s => s.Slot, s => s.Text);
        return text.Where(IsSlot).All(filled.ContainsKey)
            ? string.Concat(text.Select(c => filled.GetValueOrDefault(c) ?? $"{c}"))
            : null;
    }

    private static Dictionary<string, (char Slot, string Text)> SlotsOf(string source, Predicate<string> isHidden)
    {
        var slots = new Dictionary<string, (char Slot, string Text)>();
        foreach (string word in source.Split(Border).Reverse().SelectMany(WordsOf)
            .DistinctBy(w => w.ToLowerInvariant()))
        {
            string key = word.ToLowerInvariant();
            if (slots.Count < Slots.Length && isHidden(key))
            {
                slots.Add(key, (Slots[slots.Count], word));
            }
        }

        return slots;
    }

    private static string Replaced(
        string text, Dictionary<string, (char Slot, string Text)> slots, bool isSource)
    {
        string Of(string part)
        {
            string key = part.ToLowerInvariant();
            return slots.TryGetValue(key, out (char Slot, string Text) slot) && (isSource || slot.Text == part)
                ? $"{slot.Slot}"
                : isSource ? key : part;
        }

        return string.Concat(PartsOf(text).Select(Of));
    }

    // Words, and single characters between them.
    private static IEnumerable<string> PartsOf(string text)
    {
        for (int at = 0, end; at < text.Length; at = end)
        {
            end = Math.Max(EndOfWord(text, at), at + 1);
            yield return text[at..end];
        }
    }

    // The name in "Anna's" is the word that is copied.
    private static int EndOfWord(string text, int start) => WordSplitter.EndOfWord(text, start) is var end
        && end > start + 2 && text[end - 2] is '\'' or '’' ? end - 2 : end;
}
