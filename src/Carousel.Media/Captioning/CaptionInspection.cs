using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Captioning;

/// <summary>
/// The decoder of a captioner, opened: a sentence of a picture is a sequence; at each step it reads the word before the
/// one it writes, from the state that the picture left it.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="words">Sentences to numbers and back.</param>
/// <param name="read">Finds pictures with their sentences, or what the model writes of them where there are
/// none.</param>
internal sealed class CaptionInspection(
    Backend backend, CaptionNetwork network, CaptionWords words, Func<JobInput, CancellationToken, PicturePixels> read)
        : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Decoder;

    /// <inheritdoc/>
    public string StepName => "word";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
        [
            "The decoder is shown. A step is the word that it reads before it writes the next one; the first is "
            + "(picture). The convolutions have no states.",
        ];

    /// <summary>Sentences of a table, or what the model writes of a picture or a folder of pictures.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        PicturePixels pixels = read(data, cancellation);
        return [.. pixels.Pictures.SelectMany((picture, p) =>
        {
            var start = new Lazy<float[]>(() => Inference.Run(
                backend, tape => network.Encode(tape, pixels.Input(tape, [p]), new Packing()).Start));
            return picture.Sentences.Select((sentence, s) => Sequence(
                picture.Sentences.Count == 1
                    ? picture.Name
                    : Invariant.Of($"{picture.Name}, sentence {s + 1}"),
                words.Encode(sentence), start));
        })];
    }

    private InspectedSequence Sequence(string name, int[] sentence, Lazy<float[]> start)
    {
        float[] before = [words.End, .. sentence[..^1].Select(s => (float)s)];
        return new InspectedSequence(
            name, () => Inference.Run(backend, tape => network.Writer.Rows(tape, before)), before.Length)
        {
            StepNames = ["(picture)", .. words.Decode(sentence[..^1])],
            StartedBy = start,
        };
    }
}
