using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Music;

/// <summary>
/// What the trainer trains: pieces, or parts of long ones, transposed at random in each epoch; the score is the loss
/// of a step of the validation pieces.
/// </summary>
internal sealed class MusicProblem : BatchProblem
{
    /// <summary>Steps of a part: longer pieces are cut.</summary>
    public const int LongestPart = 200;

    private static readonly Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly Stack _network;
    private readonly IReadOnlyList<MusicPiece> _validation;
    private readonly MusicPart[] _parts;
    private readonly CounterRandom _shifts;
    private readonly RollBatch _batch = new();

    public MusicProblem(
        Stack network, DataParts<MusicPiece> pieces, int transpose, int batchSize, ulong seed, string fingerprint)
        : this(
            network, [.. pieces.Training.SelectMany(p => MusicPart.Of(p, LongestPart, transpose))], pieces.Validation,
            batchSize, seed, fingerprint)
    {
    }

    private MusicProblem(
        Stack network, MusicPart[] parts, IReadOnlyList<MusicPiece> validation, int batchSize, ulong seed,
        string fingerprint)
        : base(network, new ShuffledBatches(parts.Length, batchSize, seed, "order of pieces"), fingerprint)
    {
        (_network, _parts, _validation) = (network, parts, validation);
        _shifts = new CounterRandom(seed, CounterRandom.Purpose("transposition"));
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        RollBatch.Score(tape, _network, _validation, baseline: null, cancellation).Nats;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] lengths = new int[chosen.Length];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = _parts[chosen[b]].Count;
        }

        _batch.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            MusicPart part = _parts[chosen[b]];
            uint drawn = _shifts.Word((uint)epoch, chosen[b]) % (uint)(part.Down + part.Up + 1);
            _batch.Set(b, part.Piece, part.First, (int)drawn - part.Down);
        }

        Variable logits = _batch.Run(tape, _network);
        return _loss.ApplyToBatch(tape, logits, _batch.Targets(tape));
    }

    /// <summary>A part of a piece.</summary>
    /// <param name="Piece">The piece.</param>
    /// <param name="First">Its first step.</param>
    /// <param name="Count">How many steps.</param>
    /// <param name="Down">By how many semitones the piece can be moved down on the piano.</param>
    /// <param name="Up">And up.</param>
    private sealed record MusicPart(MusicPiece Piece, int First, int Count, int Down, int Up)
    {
        public static IEnumerable<MusicPart> Of(MusicPiece piece, int longest, int transpose)
        {
            int[] pitches = [.. piece.Steps.SelectMany(s => s)];
            int down = Math.Min(
                transpose, pitches.DefaultIfEmpty(MusicPiece.LowestPitch).Min() - MusicPiece.LowestPitch);
            int up = Math.Min(
                transpose, MusicPiece.HighestPitch - pitches.DefaultIfEmpty(MusicPiece.HighestPitch).Max());
            for (int first = 0; first < piece.Steps.Count; first += longest)
            {
                yield return new MusicPart(piece, first, Math.Min(longest, piece.Steps.Count - first), down, up);
            }
        }
    }
}
