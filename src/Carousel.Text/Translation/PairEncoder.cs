using Carousel.Jobs.Decoding;
using Carousel.Jobs.Text;
using Carousel.Tensors;

namespace Carousel.Translation;

/// <summary>Lines of two languages as numbers of byte-pair pieces, and back.</summary>
/// <param name="source">Pieces of the source language.</param>
/// <param name="target">Pieces of the target language; the same object where they are joint.</param>
internal sealed class PairEncoder(PieceTokenizer source, PieceTokenizer target)
{
    public PieceTokenizer Source { get; } = source;

    public PieceTokenizer Target { get; } = target;

    /// <summary>The symbol after every target.</summary>
    public int End => Target.Vocabulary.Count;

    /// <summary>Learns pieces.</summary>
    /// <param name="pairs">From what.</param>
    /// <param name="pieces">How many: of both languages together, or of each.</param>
    /// <param name="isJoint">Whether both share them.</param>
    /// <param name="slots">Which words are copied by slots; null for none.</param>
    public static PairEncoder Learn(
        IReadOnlyList<SentencePair> pairs, int pieces, bool isJoint, CopySlots? slots = null)
    {
        pairs = slots is null ? pairs : [.. pairs.Select(slots.Hide)];
        string sources = string.Join('\n', pairs.Select(p => Spaced(p.Source))),
            targets = string.Join('\n', pairs.Select(p => Spaced(p.Target)));
        if (!isJoint)
        {
            return new PairEncoder(PieceTokenizer.Of(sources, pieces), PieceTokenizer.Of(targets, pieces));
        }

        PieceTokenizer both = PieceTokenizer.Of($"{sources}\n{targets}", pieces);
        return new PairEncoder(both, both) { Slots = slots };
    }

    /// <summary>Which words are copied by slots; null for none.</summary>
    public CopySlots? Slots { get; init; }

    public EncodedPair Encode(SentencePair pair) => EncodeHidden(Slots?.Hide(pair) ?? pair);

    /// <summary>A pair whose copied words are slots.</summary>
    public EncodedPair EncodeHidden(SentencePair pair) =>
        new(SymbolsOf(pair.Source), [.. Target.Encode(Spaced(pair.Target), ""), End]);

    /// <summary>A pair in which merges of tokens are omitted at random, differently in each epoch.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="rate">The share left out.</param>
    /// <param name="random">Numbers of the run.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="place">Of the pair in the training part.</param>
    public EncodedPair EncodeDropping(SentencePair pair, double rate, CounterRandom random, int epoch, int place)
    {
        uint first = 2 * (uint)place;
        return new EncodedPair(
            [
                .. Source.EncodeDropping(Spaced(pair.Source), rate, random, ((uint)epoch, first)),
                Source.Vocabulary.Count,
            ],
            [.. Target.EncodeDropping(Spaced(pair.Target), rate, random, ((uint)epoch, first + 1)), End]);
    }

    public int[] EncodeSource(string line) => SymbolsOf(Slots?.Hide(line) ?? line);

    public string Decode(IReadOnlyList<int> symbols) => Target.Decode([.. symbols]).Trim();

    /// <summary>A translation as text.</summary>
    /// <param name="hypothesis">The translation.</param>
    /// <param name="line">The line that it translates, of which slots are copies.</param>
    /// <returns>The text; empty if it has a slot for which the line has no word.</returns>
    // Bytes that are not UTF-8 may contain a line's end: a translation is one line.
    public string Text(Hypothesis hypothesis, string line)
    {
        string text = Decode(hypothesis.Symbols).ReplaceLineEndings(" ");
        return Slots is null ? text : Slots.Fill(text, line) ?? "";
    }

    private int[] SymbolsOf(string line) => [.. Source.Encode(Spaced(line), ""), Source.Vocabulary.Count];

    /// <summary>What each piece of a line looks like, spaces left out.</summary>
    public static string[] Texts(PieceTokenizer tokenizer, IReadOnlyList<int> symbols) =>
        [.. symbols.Select(s => s == tokenizer.Vocabulary.Count ? "end" : tokenizer.Decode([s]).Trim())];

    // With a space in front the first word has the same pieces as inside a line.
    private static string Spaced(string line) => $" {line}";
}
