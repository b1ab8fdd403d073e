using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Layers;
using Carousel.Tensors;

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
    public override string ScoreName => "log-likelihood of the translation";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes => ["The encoder is shown; --part decoder opens the decoder."];

    /// <summary>
    /// −ln p of each piece of the translation, where the data have it, read by the decoder from these states. The
    /// cells' last states stay as they were.
    /// </summary>
    /// <inheritdoc/>
    public override double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        var line = (InspectedLine)sequence.Source!;
        if (line.Reference.Length == 0)
        {
            return [];
        }

        return NatsOf(line.Reference, tape =>
        {
            float[] final = Encoded(tape, line).FinalState.Value.ToArray();

            // Of each direction of the highest layer h, then c; the reverse direction ends at the first step.
            int H = Network.Options.EncoderHidden, top = final.Length - (4 * H);
            hidden.AsSpan((sequence.Steps - 1) * 2 * H, H).CopyTo(final.AsSpan(top));
            hidden.AsSpan(H, H).CopyTo(final.AsSpan(top + (2 * H)));
            var encoded = new SequenceOutput(
                tape.Input(hidden, new Shape(sequence.Steps, 2 * H)), tape.Input(final, new Shape(1, final.Length)));
            return Scores(
                tape, Network.Remember(tape, encoded, new Packing([sequence.Steps])), Taught(line.Reference, 1));
        });
    }

    /// <summary>ln p of the translation that the model wrote itself.</summary>
    /// <inheritdoc/>
    public override Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        int[] written = ((InspectedLine)sequence.Source!).Written;
        EncodedSource source = Network.Remember(tape, Reader.Forward(tape, input, packing), packing);
        TaughtTexts targets = Taught(written, packing.BatchSize);
        return InspectedScores.LogLikelihood(tape, Scores(tape, source, targets), written, targets.Packing);
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

    private TaughtTexts Taught(int[] text, int copies) =>
        new TaughtTexts().Fill([.. Enumerable.Repeat(text, copies)], Encoder.End);

    private Variable Scores(Tape tape, EncodedSource source, TaughtTexts texts) =>
        Network.Scores(tape, source, texts.Before(tape), texts.Packing);
}
