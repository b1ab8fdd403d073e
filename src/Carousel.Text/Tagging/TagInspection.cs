using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Tagging;

/// <summary>
/// A tagger, opened: a sentence is a sequence, in pieces where it is long; a step is a token, or a row of numbers.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="model">The networks, of which the first is shown.</param>
/// <param name="read">Reads a file.</param>
/// <param name="encoder">Makes an encoder.</param>
/// <param name="channels">Names of the numbers of a step; none for tokens.</param>
internal sealed class TagInspection(
    Backend backend, TagModel model, Func<JobInput, TokenFile> read, Func<SentenceEncoder> encoder,
    IReadOnlyList<string> channels) : IInspectedModel
{
    private readonly TagNetwork _network = model.First;

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => _network.Reader;

    /// <inheritdoc/>
    public string StepName => channels.Count > 0 ? "step" : "token";

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => model.Members.Length == 1
        ? []
        : [$"The model averages {model.Members.Length} networks; the first is shown."];

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => channels;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        IReadOnlyList<TokenSentence> sentences = read(data).Sentences;
        SentenceEncoder own = encoder();
        return [.. own.Encode(sentences).Select(e => Sequence(sentences[e.Sentence], e, own))];
    }

    private InspectedSequence Sequence(TokenSentence sentence, EncodedSentence encoded, SentenceEncoder own)
    {
        int last = encoded.First + encoded.Length;
        string name = sentence.Name.Length > 0
            ? sentence.Name
            : Invariant.Of(
                $"{(channels.Count > 0 ? "sequence" : "sentence")} {encoded.Sentence + 1}");
        string piece = encoded.Length == sentence.Tokens.Count
            ? ""
            : Invariant.Of($", {StepName}s {encoded.First + 1} to {last}");
        return new InspectedSequence(name + piece, () => Rows(encoded, own), encoded.Length)
        {
            StepNames = [.. sentence.Tokens.Skip(encoded.First).Take(encoded.Length)],
            Rows = [.. sentence.Rows.Skip(encoded.First).Take(encoded.Length)],
        };
    }

    private float[] Rows(EncodedSentence encoded, SentenceEncoder own) =>
        Inference.Run(backend, tape => _network.Rows(tape, Batch(encoded, own)));

    private TagBatch Batch(EncodedSentence encoded, SentenceEncoder own)
    {
        var batch = new TagBatch(own, _network.Design.Channels);
        batch.Fill([encoded]);
        return batch;
    }
}
