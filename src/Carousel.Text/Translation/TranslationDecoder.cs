using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>Translates lines of symbols, some of like length at a time.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
internal sealed class TranslationDecoder(Backend backend, SequenceToSequence network) : IDisposable
{
    // Rows of the output and steps of the memory of one search stay within some tens of megabytes each.
    private const int MostRows = 256, MostSourceSteps = 2048;

    private readonly TextSearch _search = new(backend, network.Writer);

    /// <summary>The best translations of each line.</summary>
    /// <param name="sources">Symbols of each line, with the end.</param>
    /// <param name="options">How they are searched for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each line its translations, the best first, in the order given.</returns>
    public IReadOnlyList<Hypothesis>[] Translate(
        IReadOnlyList<int[]> sources, BeamOptions options, CancellationToken cancellation)
    {
        var found = new IReadOnlyList<Hypothesis>[sources.Count];
        var batches = new ExampleBatches(MostSourceSteps, MostExamples: Math.Max(1, MostRows / options.Width));
        foreach (int[] some in batches.Of([.. sources.Select(s => s.Length)]))
        {
            int[] lengths = [.. some.Select(s => sources[s].Length)];
            var lines = SequenceBatch.Of(
                1, [.. some.Select(s => Array.ConvertAll(sources[s], symbol => (float)symbol))]);
            IReadOnlyList<IReadOnlyList<Hypothesis>> translated = _search.Run(
                (tape, packing) =>
                {
                    packing.Set(lengths);
                    return network.Encode(tape, tape.Input(lines), packing);
                },
                lengths, [.. lengths.Select(length => (2 * length) + 10)], options, cancellation);
            for (int k = 0; k < some.Length; k++)
            {
                found[some[k]] = translated[k];
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _search.Dispose();
}
