using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Decoding;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>Some pairs as the network takes them. Filled again and again.</summary>
internal sealed class TranslationBatch
{
    private SequenceBatch _sources = new(1);

    /// <summary>The targets.</summary>
    public TaughtTexts Targets { get; } = new();

    /// <summary>Refills the batch.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="end">What the decoder is given where a target begins.</param>
    public void Fill(IReadOnlyList<EncodedPair> pairs, int end)
    {
        _sources = SequenceBatch.Of(1, [.. pairs.Select(p => Array.ConvertAll(p.Source, symbol => (float)symbol))]);
        Targets.Fill([.. pairs.Select(p => p.Target)], end);
    }

    /// <summary>Scores of each symbol of the targets.</summary>
    /// <returns>[N, V].</returns>
    public Variable Scores(Tape tape, SequenceToSequence network)
    {
        EncodedSource source = network.Encode(
            tape, tape.Input(_sources), _sources.Packing);
        return network.Scores(tape, source, Targets.Before(tape), Targets.Packing);
    }
}
