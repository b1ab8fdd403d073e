using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Streaming;

namespace Carousel.Tasks.Music;

/// <summary>Runs a network over whole pieces, or plays with it.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
internal sealed class MusicRunner(Backend backend, Stack network)
{
    private const int PiecesTogether = 32;

    /// <summary>How well a network foretells pieces, each from its beginning.</summary>
    public MusicScore Score(IReadOnlyList<MusicPiece> pieces, Tape? tape, CancellationToken cancellation)
    {
        if (tape is null)
        {
            using var arena = new Arena(backend);
            return Score(pieces, new Tape(backend, arena), cancellation);
        }

        var score = new MusicScore();
        var batch = new RollBatch();
        float[] logits = [];
        for (int first = 0; first < pieces.Count; first += PiecesTogether)
        {
            cancellation.ThrowIfCancellationRequested();
            MusicPiece[] together = [.. pieces.Skip(first).Take(PiecesTogether)];
            batch.Begin([.. together.Select(p => p.Steps.Count)]);
            for (int b = 0; b < together.Length; b++)
            {
                batch.Set(b, together[b], 0, transposed: 0);
            }

            tape.Begin(TapeMode.Inference);
            Tensor output = batch.Run(tape, network).Value;
            Array.Resize(ref logits, output.Length);
            output.Read(logits);
            Add(score, together, batch.Packing, logits);
        }

        return score;
    }

    /// <summary>The logits of what follows each piece.</summary>
    public float[] Next(MusicPiece piece)
    {
        using var session = new StreamingSession(backend, network);
        var input = new float[MusicDesign.Inputs];
        var logits = new float[MusicPiece.Keys];
        session.Step(input, logits);
        foreach (int[] step in piece.Steps)
        {
            MusicDesign.WriteInput(step, 0, input);
            session.Step(input, logits);
        }

        return logits;
    }

    /// <summary>Plays from the beginning: each key of a step sounds with the probability that the network gives it, one independently of the other.</summary>
    public MusicPiece Play(int steps, double temperature, ulong seed, CancellationToken cancellation)
    {
        using var session = new StreamingSession(backend, network);
        var random = new CounterRandom(seed, CounterRandom.Purpose("playing"));
        var input = new float[MusicDesign.Inputs];
        var logits = new float[MusicPiece.Keys];
        var played = new List<int[]>();
        for (int s = 0; s < steps; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Step(input, logits);
            var sounding = new List<int>();
            for (int k = 0; k < logits.Length; k++)
            {
                double probability = 1 / (1 + Math.Exp(-logits[k] / temperature));
                if (CounterRandom.ToUniform(random.Word((uint)s, k)) < probability)
                {
                    sounding.Add(MusicPiece.LowestPitch + k);
                }
            }

            played.Add([.. sounding]);
            MusicDesign.WriteInput(played[^1], 0, input);
        }

        return new MusicPiece("played", played);
    }

    private static void Add(MusicScore score, MusicPiece[] pieces, Packing packing, float[] logits)
    {
        for (int b = 0; b < pieces.Length; b++)
        {
            for (int s = 0; s < pieces[b].Steps.Count; s++)
            {
                score.Add(logits.AsSpan(packing.Row(b, s) * MusicPiece.Keys, MusicPiece.Keys), pieces[b].Steps[s], isFirst: s == 0);
            }
        }
    }
}
