using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>
/// A translator's decoder, opened: at each step it reads the piece before the one it writes, from the state that the
/// encoder left it.
/// </summary>
/// <remarks>It reads the translation of the data, or its own where the data have none.</remarks>
/// <inheritdoc/>
internal sealed class DecoderInspection(
    Backend backend, SequenceToSequence network, PairEncoder encoder, Func<string, int[]> translate)
    : TranslationInspection(backend, network, encoder, translate)
{
    /// <inheritdoc/>
    public override SequenceLayer Reader => Network.Decoder;

    /// <inheritdoc/>
    public override string ScoreName => "";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes =>
        [
            "The decoder is shown. A step is the token that it reads before it writes the next one; the first is the "
            + "end of a line.",
        ];

    /// <inheritdoc/>
    public override Variable Score(
        Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A decoder gives an answer for every token, not one score for a line.");

    /// <inheritdoc/>
    protected override InspectedSequence Sequence(InspectedLine line, string name)
    {
        int[] target = TargetOf(line), before = [Encoder.End, .. target[..^1]];
        return new InspectedSequence(
            name, () => Inference.Run(Backend, tape => Network.Writer.Rows(tape, [.. before.Select(s => (float)s)])),
            target.Length)
        {
            StepNames = Names(Encoder.Pieces, before),
            Source = line,
            StartedBy = new Lazy<float[]>(() => Inference.Run(Backend, tape => Remembered(tape, line).Start)),
        };
    }

    private static int[] TargetOf(InspectedLine line) => line.Reference.Length > 0 ? line.Reference : line.Written;

    private EncodedSource Remembered(Tape tape, InspectedLine line) =>
        Network.Remember(tape, Encoded(tape, line), new Packing([line.Source.Length]));
}
