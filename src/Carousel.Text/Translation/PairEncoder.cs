using Carousel.Jobs.Decoding;
using Carousel.Jobs.Text;

namespace Carousel.Translation;

/// <summary>Lines of two languages as numbers of byte-pair pieces, and back.</summary>
/// <param name="pieces">Pieces of both languages.</param>
internal sealed class PairEncoder(PieceTokenizer pieces)
{
    /// <summary>What a part of a character is decoded as.</summary>
    public const char Cut = '\uFFFD';

    public PieceTokenizer Pieces => pieces;

    /// <summary>The symbol after every text.</summary>
    public int End => pieces.Vocabulary.Count;

    /// <summary>Learns pieces.</summary>
    /// <param name="pairs">From what.</param>
    /// <param name="count">How many.</param>
    /// <param name="slots">Which words are copied by slots; null for none.</param>
    public static PairEncoder Learn(IReadOnlyList<SentencePair> pairs, int count, CopySlots? slots = null)
    {
        pairs = slots is null ? pairs : [.. pairs.Select(slots.Hide)];
        string text = string.Join('\n', pairs.Select(p => p.Source).Concat(pairs.Select(p => p.Target)).Select(Spaced));
        return new PairEncoder(PieceTokenizer.Of(text, count)) { Slots = slots };
    }

    /// <summary>Which words are copied by slots; null for none.</summary>
    public CopySlots? Slots { get; init; }

    public EncodedPair Encode(SentencePair pair) => EncodeHidden(Slots?.Hide(pair) ?? pair);

    /// <summary>A pair whose copied words are slots.</summary>
    public EncodedPair EncodeHidden(SentencePair pair) =>
        new(SymbolsOf(pair.Source), SymbolsOf(pair.Target));

    public int[] EncodeSource(string line) => SymbolsOf(Slots?.Hide(line) ?? line);

    public string Decode(IReadOnlyList<int> symbols) => pieces.Decode([.. symbols]).Trim();

    /// <summary>A translation as text.</summary>
    /// <param name="hypothesis">The translation.</param>
    /// <param name="line">The line that it translates, of which slots are copies.</param>
    /// <returns>The text; with slots, empty if the line has no word for one, or if a character is cut.</returns>
    // Pieces may end inside a character. Bytes that are not UTF-8 may contain a line's end: a translation is one line.
    public string Text(Hypothesis hypothesis, string line)
    {
        string text = Decode(hypothesis.Symbols).ReplaceLineEndings(" ");
        return Slots is null ? text : text.Contains(Cut) ? "" : Slots.Fill(text, line) ?? "";
    }

    private int[] SymbolsOf(string line) => [.. pieces.Encode(Spaced(line), ""), End];

    /// <summary>What each piece of a line looks like, spaces left out.</summary>
    public string[] Texts(IReadOnlyList<int> symbols) =>
        [.. symbols.Select(s => s == End ? "end" : Decode([s]))];

    // With a space in front the first word has the same pieces as inside a line.
    private static string Spaced(string line) => $" {line}";
}
