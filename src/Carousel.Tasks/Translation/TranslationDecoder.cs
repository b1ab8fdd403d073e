using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Streaming;
using Carousel.Tasks.Decoding;

namespace Carousel.Tasks.Translation;

/// <summary>Translates lines of symbols, some of like length at a time.</summary>
internal sealed class TranslationDecoder : IStepDecoder, IDisposable
{
    // Rows of the output and steps of the memory of one search stay within some tens of megabytes.
    private const int MostRows = 256;

    private readonly DecodingSession _session;
    private readonly SequenceToSequence _network;
    private int[] _lengths = [];
    private int[] _rows = [];

    public TranslationDecoder(Backend backend, SequenceToSequence network) => (_network, _session) = (network, new DecodingSession(backend, network));

    /// <inheritdoc/>
    public int Symbols => _network.Options.TargetSymbols;

    /// <inheritdoc/>
    public int End => _network.Options.End;

    /// <inheritdoc/>
    public int SourceSteps(int source) => _network.Options.Attention is null ? 0 : _lengths[source];

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities)
    {
        _rows = [.. sources];
        _session.Step(sources, from, symbols, logProbabilities);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Attention(int row) => _network.Options.Attention is null ? [] : _session.Attention(row)[.._lengths[_rows[row]]];

    /// <summary>The best translations of each line.</summary>
    /// <param name="sources">Symbols of each line, with the end.</param>
    /// <param name="options">How they are searched for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each line its translations, the best first, in the order given.</returns>
    public IReadOnlyList<Hypothesis>[] Translate(IReadOnlyList<int[]> sources, BeamOptions options, CancellationToken cancellation)
    {
        var found = new IReadOnlyList<Hypothesis>[sources.Count];
        int[] order = [.. Enumerable.Range(0, sources.Count).OrderBy(s => sources[s].Length)];
        int together = Math.Max(1, MostRows / options.Width);
        var search = new BeamSearch(this, options);
        foreach (int[] some in order.Chunk(together))
        {
            _lengths = [.. some.Select(s => sources[s].Length)];
            _session.Begin(SequenceBatch.Of(1, [.. some.Select(s => Array.ConvertAll(sources[s], symbol => (float)symbol))]));
            IReadOnlyList<IReadOnlyList<Hypothesis>> translated = search.Run([.. _lengths.Select(length => (2 * length) + 10)], cancellation);
            for (int k = 0; k < some.Length; k++)
            {
                found[some[k]] = translated[k];
            }
        }

        return found;
    }

    public void Dispose() => _session.Dispose();
}
