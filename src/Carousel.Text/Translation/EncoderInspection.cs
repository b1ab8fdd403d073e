using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>A translator's encoder, opened: a step is a piece of the source.</summary>
/// <inheritdoc/>
internal sealed class EncoderInspection(
    Backend backend, SequenceToSequence network, PairEncoder encoder, Func<string, int[]> translate)
    : TranslationInspection(backend, network, encoder, translate)
{
    /// <inheritdoc/>
    public override SequenceLayer Reader => Network.Encoder;

    /// <inheritdoc/>
    public override string ScoreName =>
        $"log-likelihood of the {(Encoder.Slots is null ? "translation" : "answer")}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes => ["The encoder is shown; --part decoder opens the decoder."];

    /// <summary>ln p of the translation that the model wrote itself.</summary>
    /// <inheritdoc/>
    public override Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        int[] written = ((InspectedLine)sequence.Source!).Written;
        EncodedSource source = Network.Remember(tape, Reader.Forward(tape, input, packing), packing);
        TaughtTexts targets = new TaughtTexts().Fill(
            [.. Enumerable.Repeat(written, packing.BatchSize)], Encoder.End);
        return InspectedScores.LogLikelihood(
            tape, Network.Scores(tape, source, targets.Before(tape), targets.Packing), written, targets.Packing);
    }

    /// <inheritdoc/>
    protected override InspectedSequence Sequence(InspectedLine line, string name) => new(
        name,
        () =>
            Inference.Run(
                Backend,
                tape => Network.SourceRows(tape, Column(tape, line.Source), new Packing([line.Source.Length]))),
        line.Source.Length)
    {
        StepNames = Names(Encoder.Pieces, line.Source),
        Source = line,
    };
}
