using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Jobs.Decoding;

/// <summary>Searches for the best texts that a decoder writes of sources: lines, pictures.</summary>
/// <param name="backend">Where the layers were built.</param>
/// <param name="decoder">Writes.</param>
internal sealed class TextSearch(Backend backend, SymbolDecoder decoder) : IStepDecoder, IDisposable
{
    private readonly DecodingSession _session = new(backend, decoder);
    private int[] _lengths = [];
    private int[] _rows = [];

    /// <inheritdoc/>
    public int Symbols => decoder.Symbols;

    /// <inheritdoc/>
    public int End => decoder.End;

    /// <inheritdoc/>
    void IStepDecoder.Step(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities)
    {
        _rows = [.. sources];
        _session.Step(sources, from, symbols, logProbabilities);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Attention(int row) =>
        decoder.HasAttention ? _session.Attention(row)[.._lengths[_rows[row]]] : [];

    /// <summary>The best texts of each source.</summary>
    /// <param name="encode">See <see cref="DecodingSession.Begin(Func{Tape, Packing, EncodedSource})"/>.</param>
    /// <param name="lengths">Steps of each source.</param>
    /// <param name="mostSteps">For each source the most symbols, the end among them.</param>
    /// <param name="options">How they are searched for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each source its texts, the best first.</returns>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Run(
        Func<Tape, Packing, EncodedSource> encode, int[] lengths, IReadOnlyList<int> mostSteps, BeamOptions options,
        CancellationToken cancellation)
    {
        _lengths = lengths;
        _session.Begin(encode);
        return new BeamSearch(this, options).Run(mostSteps, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
