using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;
using Carousel.Tensors;

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

    /// <summary>Restarts the batch.</summary>
    public void Begin(ReadOnlySpan<int> lengths)
    {
        _inputs.Begin(lengths);
        _targets.Begin(lengths);
    }

    /// <summary>Sets a part of a piece.</summary>
    public void Set(int sequence, MusicPiece piece, int first)
    {
        int count = Packing.Lengths[Packing.Place[sequence]];
        for (int s = 0; s < count; s++)
        {
            MusicDesign.WriteInput(first + s == 0 ? [] : piece.Steps[first + s - 1], _inputs.Step(sequence, s));
            Span<float> target = _targets.Step(sequence, s);
            target.Clear();
            foreach (int pitch in piece.Steps[first + s])
            {
                target[pitch - MusicPiece.LowestPitch] = 1;
            }
        }
    }

    /// <summary>The predictions of a network for pieces, each from its beginning.</summary>
    /// <param name="tape">Begun for each batch.</param>
    /// <param name="network">The network.</param>
    /// <param name="pieces">The pieces.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Of each piece [steps, 88]: the log odds of its keys.</returns>
    public static float[][] Logits(
        Tape tape, Stack network, IReadOnlyList<MusicPiece> pieces, CancellationToken cancellation)
    {
        var told = new float[pieces.Count][];
        Each(tape, network, pieces, (piece, logits) => told[piece] = logits, cancellation);
        return told;
    }

    /// <summary>How well a network predicts pieces, each from its beginning.</summary>
    /// <param name="tape">Begun for each batch.</param>
    /// <param name="network">The network.</param>
    /// <param name="pieces">The pieces.</param>
    /// <param name="baseline">What is inside beside it, or null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <param name="cut">The probability above which a key counts as foretold.</param>
    public static MusicScore Score(
        Tape tape, Stack network, IReadOnlyList<MusicPiece> pieces, MusicBaseline? baseline,
            CancellationToken cancellation,
        double cut = MusicScore.UsualCut)
    {
        var scores = new MusicScore[pieces.Count];
        Each(
            tape, network, pieces, (piece, logits) => scores[piece] = MusicScore.Of(pieces[piece], logits, baseline),
            cancellation);
        var sum = new MusicScore { Cut = cut };
        foreach (MusicScore score in scores)
        {
            sum.Add(score);
        }

        return sum;
    }

    /// <summary>Takes the place of each piece and [steps, 88], the log odds of its keys.</summary>
    private static void Each(
        Tape tape, Stack network, IReadOnlyList<MusicPiece> pieces, Action<int, float[]> take,
        CancellationToken cancellation)
    {
        var batch = new RollBatch();
        foreach (int[] places in _scoring.Of([.. pieces.Select(p => p.Steps.Count)]))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Begin([.. places.Select(p => pieces[p].Steps.Count)]);
            for (int b = 0; b < places.Length; b++)
            {
                batch.Set(b, pieces[places[b]], 0);
            }

            tape.Begin(TapeMode.Inference);
            float[] logits = batch.Run(tape, network).Value.ToArray();
            for (int b = 0; b < places.Length; b++)
            {
                float[] own = new float[pieces[places[b]].Steps.Count * MusicPiece.Keys];
                for (int s = 0; s < pieces[places[b]].Steps.Count; s++)
                {
                    logits.AsSpan(batch.Packing.Row(b, s) * MusicPiece.Keys, MusicPiece.Keys)
                        .CopyTo(own.AsSpan(s * MusicPiece.Keys));
                }

                take(places[b], own);
            }
        }
    }

    /// <summary>The logits of every step.</summary>
    public Variable Run(Tape tape, Stack network) =>
        network.Forward(tape, tape.Input(_inputs), Packing).Hidden;

    /// <summary>What sounded in every step.</summary>
    public Tensor Targets(Tape tape) => tape.Input(_targets.Values, new Shape(Packing.Rows, MusicPiece.Keys)).Value;
}
