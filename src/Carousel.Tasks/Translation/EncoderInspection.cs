using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Inspecting;

namespace Carousel.Tasks.Translation;

/// <summary>A translator's encoder, opened: a step is a piece of the source.</summary>
/// <inheritdoc/>
internal sealed class EncoderInspection(Backend backend, SequenceToSequence network, PairEncoder encoder, Func<string, int[]> translate)
    : TranslationInspection(backend, network, encoder, translate)
{
    /// <inheritdoc/>
    public override SequenceLayer Reader => Network.Encoder;

    /// <inheritdoc/>
    public override string ScoreName => "log-likelihood of what it wrote";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes => ["The encoder is looked into; --part decoder opens the decoder."];

    /// <summary>−ln p of each piece of the translation, where the data have it, read by the decoder from these states. The cells' last states stay as they were.</summary>
    /// <inheritdoc/>
    public override double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(hidden);
        var line = (InspectedLine)sequence.Source!;
        if (line.Reference.Length == 0)
        {
            return [];
        }

        using var arena = new Arena(Backend);
        var tape = new Tape(Backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] final = Encoded(tape, line).FinalState.Value.ToArray();

        // Of each direction of the highest layer h, then c; the reverse direction ends at the first step.
        int H = Network.Options.EncoderHidden, top = final.Length - (4 * H);
        hidden.AsSpan((sequence.Steps - 1) * 2 * H, H).CopyTo(final.AsSpan(top));
        hidden.AsSpan(H, H).CopyTo(final.AsSpan(top + (2 * H)));
        var encoded = new SequenceOutput(tape.Input(hidden, new Shape(sequence.Steps, 2 * H)), tape.Input(final, new Shape(1, final.Length)));
        var packing = new Packing([line.Reference.Length]);
        EncodedSource source = Network.Remember(tape, encoded, new Packing([sequence.Steps]));
        return NatsOf(Network.Scores(tape, source, Before(tape, line.Reference, packing), packing), line.Reference);
    }

    /// <summary>ln p of the translation that the model wrote itself.</summary>
    /// <inheritdoc/>
    public override Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(packing);
        int[] written = ((InspectedLine)sequence.Source!).Written;
        EncodedSource source = Network.Remember(tape, Reader.Forward(tape, input, packing), packing);
        var targets = new Packing([.. Enumerable.Repeat(written.Length, packing.BatchSize)]);
        return InspectedScores.LogLikelihood(tape, Network.Scores(tape, source, Before(tape, written, targets), targets), written, targets);
    }

    /// <inheritdoc/>
    protected override InspectedSequence Sequence(InspectedLine line, string name) => new(name, () => Rows(line), line.Source.Length)
    {
        StepNames = Names(Encoder.Source, line.Source),
        Source = line,
    };

    private float[] Rows(InspectedLine line)
    {
        using var arena = new Arena(Backend);
        var tape = new Tape(Backend, arena);
        tape.Begin(TapeMode.Inference);
        return Network.SourceRows(tape, Column(tape, line.Source), new Packing([line.Source.Length])).Value.ToArray();
    }
}
