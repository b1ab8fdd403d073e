using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Translation;

/// <summary>A part of a translator, opened: a line is a sequence, a step is a byte-pair piece.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="encoder">Lines to pieces and back.</param>
/// <param name="translate">Tokens that the model writes for a line, followed by the end symbol.</param>
internal abstract class TranslationInspection(
    Backend backend, SequenceToSequence network, PairEncoder encoder, Func<string, int[]> translate) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public abstract SequenceLayer Reader { get; }

    /// <inheritdoc/>
    public string StepName => "piece";

    /// <inheritdoc/>
    public abstract string ScoreName { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public string BaselineName => "every token's embedding at zero";

    /// <summary>The network.</summary>
    protected SequenceToSequence Network => network;

    /// <summary>Lines to pieces and back.</summary>
    protected PairEncoder Encoder => encoder;

    /// <summary>Reads lines, or lines with a tab and their translations.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        var table = PairTable.Read(data.ReadLines(), data.Name);
        IReadOnlyList<SentencePair> pairs = table.HasPairs ? ParallelReader.Read(data)
            : [.. table.Rows.Where(r => r.Cells.Length > 0).Select(r => new SentencePair(r.Cells[0], "", r.Line))];
        foreach (SentencePair pair in pairs)
        {
            LineLength.Require(pair.Source, data.Name, pair.Line);
        }

        return pairs.Count == 0
            ? throw new DataFormatException(
                $"{data.Name} has no text. Pass lines, or lines with a tab and their translations.")
            : [
                .. pairs.Select(p => Sequence(
                    new InspectedLine(
                        encoder.EncodeSource(p.Source), p.Target.Length == 0 ? [] : encoder.Encode(p).Target,
                        () => translate(p.Source)), Invariant.Of($"line {p.Line}"))),
            ];
    }

    /// <inheritdoc/>
    public abstract Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer);

    /// <summary>A line as the part reads it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="name">How messages call it.</param>
    protected abstract InspectedSequence Sequence(InspectedLine line, string name);

    /// <summary>What pieces look like, the end as the end of a line.</summary>
    protected static string[] Names(PieceTokenizer tokenizer, IEnumerable<int> symbols) =>
        [.. symbols.Select(s => s == tokenizer.Vocabulary.Count ? "⏎" : tokenizer.Decode([s]))];

    /// <summary>Runs the encoder over a line.</summary>
    protected SequenceOutput Encoded(Tape tape, InspectedLine line)
    {
        var packing = new Packing([line.Source.Length]);
        return network.Encoder.Forward(tape, network.SourceRows(tape, Column(tape, line.Source), packing), packing);
    }

    /// <summary>[N, 1] of symbols.</summary>
    protected static Variable Column(Tape tape, IReadOnlyList<int> symbols) =>
        tape.Input([.. symbols.Select(s => (float)s)], new Shape(symbols.Count, 1));
}
