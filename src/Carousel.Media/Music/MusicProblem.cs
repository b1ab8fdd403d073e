using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Music;

/// <summary>
/// What the trainer trains: pieces, or parts of long ones; the score is the loss of a step of the validation pieces.
/// </summary>
internal sealed class MusicProblem(
    Stack network, DataParts<MusicPiece> pieces, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(
        network, new ShuffledBatches(pieces.Training.Sum(p => PartsOf(p).Count()), batchSize, seed, "order of pieces"),
        fingerprint)
{
    /// <summary>Steps of a part: longer pieces are cut.</summary>
    public const int LongestPart = 200;

    private static readonly Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly (MusicPiece Piece, int First, int Count)[] _parts = [.. pieces.Training.SelectMany(PartsOf)];
    private readonly RollBatch _batch = new();

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        RollBatch.Score(tape, network, pieces.Validation, baseline: null, cancellation).Nats;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        _batch.Begin([.. chosen.ToArray().Select(place => _parts[place].Count)]);
        for (int b = 0; b < chosen.Length; b++)
        {
            _batch.Set(b, _parts[chosen[b]].Piece, _parts[chosen[b]].First);
        }

        Variable logits = _batch.Run(tape, network);
        return _loss.ApplyToBatch(tape, logits, _batch.Targets(tape));
    }

    private static IEnumerable<(MusicPiece Piece, int First, int Count)> PartsOf(MusicPiece piece)
    {
        for (int first = 0; first < piece.Steps.Count; first += LongestPart)
        {
            yield return (piece, first, Math.Min(LongestPart, piece.Steps.Count - first));
        }
    }
}
