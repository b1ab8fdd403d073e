using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Tasks.Translation;

/// <summary>Some pairs as the network takes them. Filled again and again.</summary>
internal sealed class TranslationBatch
{
    private readonly SequenceBatch _sources = new(1);
    private readonly SequenceBatch _inputs = new(1);
    private float[] _targets = [];

    /// <summary>How the targets lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Fills the batch anew.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="end">What the decoder is given where a target begins.</param>
    public void Fill(IReadOnlyList<EncodedPair> pairs, int end)
    {
        _sources.Begin([.. pairs.Select(p => p.Source.Length)]);
        _inputs.Begin([.. pairs.Select(p => p.Target.Length)]);
        _targets = new float[_inputs.Packing.Rows];
        for (int b = 0; b < pairs.Count; b++)
        {
            (int[] source, int[] target) = (pairs[b].Source, pairs[b].Target);
            for (int t = 0; t < source.Length; t++)
            {
                _sources.Step(b, t)[0] = source[t];
            }

            for (int t = 0; t < target.Length; t++)
            {
                _inputs.Step(b, t)[0] = t == 0 ? end : target[t - 1];
                _targets[Packing.Row(b, t)] = target[t];
            }
        }
    }

    /// <summary>Gives the decoder another symbol than the true one.</summary>
    /// <param name="pair">Which target.</param>
    /// <param name="time">At which step it is read.</param>
    /// <param name="symbol">The symbol.</param>
    public void Replace(int pair, int time, int symbol) => _inputs.Step(pair, time)[0] = symbol;

    /// <summary>Scores of each symbol of the targets.</summary>
    /// <returns>[N, V].</returns>
    public Variable Scores(Tape tape, SequenceToSequence network)
    {
        EncodedSource source = network.Encode(tape, tape.Input(_sources.Values, new Shape(_sources.Packing.Rows, 1)), _sources.Packing);
        return network.Scores(tape, source, tape.Input(_inputs.Values, new Shape(Packing.Rows, 1)), Packing);
    }

    /// <summary>The true symbols.</summary>
    /// <returns>[N, 1].</returns>
    public Tensor Targets(Tape tape) => tape.Input(_targets, new Shape(_targets.Length, 1)).Value;
}
