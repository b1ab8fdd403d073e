using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tasks.Tagging;

/// <summary>Gives sentences their labels, some of like length at a time.</summary>
internal sealed class TagRunner : IDisposable
{
    private const int MostTokens = 4096;

    private readonly TagNetwork _network;
    private readonly Arena _arena;
    private readonly Tape _tape;

    public TagRunner(Backend backend, TagNetwork network)
    {
        _network = network;
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <summary>The labels of each sentence.</summary>
    /// <returns>One array a sentence, in the order given.</returns>
    public int[][] Labels(SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation) =>
        Labels(_network, _tape, encoder, sentences, cancellation);

    /// <inheritdoc cref="Labels(SentenceEncoder, IReadOnlyList{EncodedSentence}, CancellationToken)"/>
    public static int[][] Labels(
        TagNetwork network, Tape tape, SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation)
    {
        var labels = new int[sentences.Count][];
        int[] order = [.. Enumerable.Range(0, sentences.Count).OrderBy(s => sentences[s].Length)];
        var batch = new TagBatch(encoder, network.Design.Channels);
        for (int first = 0; first < order.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int last = first, tokens = 0;
            while (last < order.Length && (last == first || tokens + sentences[order[last]].Length <= MostTokens))
            {
                tokens += sentences[order[last++]].Length;
            }

            EncodedSentence[] some = [.. order[first..last].Select(s => sentences[s])];
            batch.Fill(some);
            tape.Begin(TapeMode.Inference);
            int[] found = network.Labels(tape, batch);
            for (int s = 0; s < some.Length; s++)
            {
                labels[order[first + s]] = [.. Enumerable.Range(0, some[s].Length).Select(t => found[batch.Tokens.Row(s, t)])];
            }

            first = last;
        }

        return labels;
    }

    public void Dispose() => _arena.Dispose();
}
