using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Music;

/// <summary>
/// Pieces, or parts of them, side by side as a network reads them: in each step the keys of the step before, nothing
/// before the first.
/// </summary>
internal sealed class RollBatch
{
    private static readonly ExampleBatches _scoring = new(MostExamples: 32) { ByLength = false };

    private readonly SequenceBatch _inputs = new(MusicDesign.Inputs);
    private readonly SequenceBatch _targets = new(MusicPiece.Keys);

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Starts anew.</summary>
    public void Begin(ReadOnlySpan<int> lengths)
    {
        _inputs.Begin(lengths);
        _targets.Begin(lengths);
    }

    /// <summary>Sets a part of a piece.</summary>
    public void Set(int sequence, MusicPiece piece, int first, int transposed)
    {
        int count = Packing.Lengths[Packing.Place[sequence]];
        for (int s = 0; s < count; s++)
        {
            MusicDesign.WriteInput(
                first + s == 0 ? [] : piece.Steps[first + s - 1], transposed, _inputs.Step(sequence, s));
            Span<float> target = _targets.Step(sequence, s);
            target.Clear();
            foreach (int pitch in piece.Steps[first + s])
            {
                target[pitch + transposed - MusicPiece.LowestPitch] = 1;
            }
        }
    }

    /// <summary>How well a network foretells pieces, each from its beginning.</summary>
    public static MusicScore Score(
        Tape tape, Stack network, IReadOnlyList<MusicPiece> pieces, CancellationToken cancellation)
    {
        var (score, batch) = (new MusicScore(), new RollBatch());
        foreach (int[] places in _scoring.Of([.. pieces.Select(p => p.Steps.Count)]))
        {
            cancellation.ThrowIfCancellationRequested();
            MusicPiece[] together = [.. places.Select(p => pieces[p])];
            batch.Begin([.. together.Select(p => p.Steps.Count)]);
            for (int b = 0; b < together.Length; b++)
            {
                batch.Set(b, together[b], 0, transposed: 0);
            }

            tape.Begin(TapeMode.Inference);
            float[] logits = batch.Run(tape, network).Value.ToArray();
            for (int b = 0; b < together.Length; b++)
            {
                for (int s = 0; s < together[b].Steps.Count; s++)
                {
                    score.Add(
                        logits.AsSpan(batch.Packing.Row(b, s) * MusicPiece.Keys, MusicPiece.Keys), together[b].Steps[s],
                        isFirst: s == 0);
                }
            }
        }

        return score;
    }

    /// <summary>The logits of every step.</summary>
    public Variable Run(Tape tape, Stack network) =>
        network.Forward(tape, tape.Input(_inputs.Values, new Shape(Packing.Rows, MusicDesign.Inputs)), Packing).Hidden;

    /// <summary>What sounded in every step.</summary>
    public Tensor Targets(Tape tape) => tape.Input(_targets.Values, new Shape(Packing.Rows, MusicPiece.Keys)).Value;
}
