using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Music;

/// <summary>
/// What the trainer trains: pieces, or parts of long ones; the score is the loss of a step of the validation pieces.
/// </summary>
internal sealed class MusicProblem : BatchProblem
{
    /// <summary>Steps of a part: longer pieces are cut.</summary>
    public const int LongestPart = 200;

    private static readonly Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly Stack _network;
    private readonly IReadOnlyList<MusicPiece> _validation;
    private readonly (MusicPiece Piece, int First, int Count)[] _parts;
    private readonly RollBatch _batch = new();

    public MusicProblem(
        Stack network, DataParts<MusicPiece> pieces, int batchSize, ulong seed, string fingerprint)
        : this(network, [.. pieces.Training.SelectMany(PartsOf)], pieces.Validation, batchSize, seed, fingerprint)
    {
    }

    private MusicProblem(
        Stack network, (MusicPiece Piece, int First, int Count)[] parts, IReadOnlyList<MusicPiece> validation,
        int batchSize, ulong seed, string fingerprint)
        : base(network, new ShuffledBatches(parts.Length, batchSize, seed, "order of pieces"), fingerprint) =>
            (_network, _parts, _validation) = (network, parts, validation);

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
            _batch.Set(b, _parts[chosen[b]].Piece, _parts[chosen[b]].First);
        }

        Variable logits = _batch.Run(tape, _network);
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
