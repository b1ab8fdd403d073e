using Carousel.Jobs.Decoding;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Speech;

/// <summary>
/// The symbols of transcripts as classes 1, 2, … of a network; class 0 is the blank of the alignment, no symbol.
/// </summary>
/// <param name="Kind">What transcripts are made of.</param>
/// <param name="Vocabulary">The symbols: the first is class 1.</param>
internal sealed record SpeechSymbols(SymbolKind Kind, Vocabulary Vocabulary)
{
    private const int FewWords = 100, OftenHeard = 10;

    /// <summary>C: classes of the network, the blank among them.</summary>
    public int Classes => Vocabulary.Count + 1;

    /// <summary>The symbols of transcripts.</summary>
    /// <param name="transcripts">Those of the training part.</param>
    /// <param name="kind">What they are cut into; null for words where there are at most 100 that stand ten times each
    /// on average, else letters.</param>
    /// <returns>The symbols in the order of their characters.</returns>
    public static SpeechSymbols Of(IReadOnlyList<string> transcripts, SymbolKind? kind)
    {
        if (kind is null)
        {
            string[] words = [.. transcripts.SelectMany(Words)];
            int different = words.Distinct().Count();
            kind = different <= FewWords && words.Length >= OftenHeard * different
                ? SymbolKind.Words
                : SymbolKind.Letters;
        }

        return new SpeechSymbols(
            kind.Value,
            Vocabulary.Closed(
                transcripts.SelectMany(t => Cut(t, kind.Value)).Distinct()
                    .Order(StringComparer.Ordinal)));
    }

    /// <summary>The first symbols one after the other, words separated by commas.</summary>
    internal string Listed(int most) =>
        $"{string.Join(Kind == SymbolKind.Words ? ", " : "", Vocabulary.Entries.Take(most))}"
        + $"{(Vocabulary.Count > most ? ", …" : "")}";

    /// <summary>The symbol of a class.</summary>
    /// <param name="label">1 … C − 1.</param>
    /// <returns>A word or a character.</returns>
    public string this[int label] => Vocabulary.Entries[label - 1];

    /// <summary>The classes of a transcript.</summary>
    /// <param name="transcript">The text.</param>
    /// <returns>From the first to the last; symbols that the training never saw are left out.</returns>
    public int[] Encode(string transcript) =>
        [.. Cut(transcript, Kind).Where(Vocabulary.Contains).Select(s => Vocabulary.NumberOf(s) + 1)];

    /// <summary>Symbols of a text that the training never saw.</summary>
    /// <param name="transcript">The text.</param>
    /// <returns>Each symbol as often as it occurs.</returns>
    public IEnumerable<string> Unknown(string transcript) => Cut(transcript, Kind).Where(s => !Vocabulary.Contains(s));

    /// <summary>What the training never saw of recordings, a sentence; nothing where it saw all.</summary>
    internal IEnumerable<string> AboutUnknown(IReadOnlyList<SpeechClip> clips)
    {
        string[] unknown = [.. clips.SelectMany(c => Unknown(c.Transcript))];
        string[] different = [.. unknown.Distinct().Order(StringComparer.Ordinal)];
        string more = different.Length > 5
            ? $" and {different.Length - 5} more {(Kind == SymbolKind.Words ? "words" : "characters")}"
            : "";
        return different.Length == 0 ? []
            : [
                $"The training set has no {string.Join(", ", different.Take(5).Select(s => $"'{s}'"))}{more}: they "
                + "cannot be recognised and count as errors "
                + $"{(unknown.Length == 1 ? "once" : $"{unknown.Length} times")}.",
            ];
    }

    /// <summary>Notes on words that differ only in case.</summary>
    internal IEnumerable<string> Alike => OddNames.Alike(Kind == SymbolKind.Words ? Vocabulary.Entries : [], "words");

    /// <summary>Classes as text.</summary>
    /// <param name="labels">1 … C − 1.</param>
    /// <returns>Words with one blank between them.</returns>
    public string Decode(IEnumerable<int> labels) =>
        string.Join(' ', Words(string.Join(Kind == SymbolKind.Words ? " " : "", labels.Select(l => this[l]))));

    /// <summary>The words of decoded labels with their times.</summary>
    /// <param name="labels">From a decoder.</param>
    /// <param name="secondsPerStep">From a step to the next.</param>
    /// <returns>Words in order; a word of letters lasts from its first letter to its last.</returns>
    public IReadOnlyList<TimedWord> WordsOf(IReadOnlyList<AlignedLabel> labels, double secondsPerStep)
    {
        var words = new List<TimedWord>();
        bool isOpen = false;
        foreach (AlignedLabel label in labels)
        {
            string symbol = this[label.Label];
            double start = label.First * secondsPerStep, end = (label.Last + 1) * secondsPerStep;
            if (Kind == SymbolKind.Letters && string.IsNullOrWhiteSpace(symbol))
            {
                isOpen = false;
            }
            else if (Kind == SymbolKind.Letters && isOpen)
            {
                words[^1] = words[^1] with { Text = words[^1].Text + symbol, End = end };
            }
            else
            {
                words.Add(new TimedWord(symbol, start, end));
                isOpen = true;
            }
        }

        return words;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Cut(string transcript, SymbolKind kind) => kind == SymbolKind.Words
        ? Words(transcript)
        : TextElements.Of(string.Join(' ', Words(transcript))).Select(e => e.Character);
}
