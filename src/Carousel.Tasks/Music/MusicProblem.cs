using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Tasks.Music;

/// <summary>What the trainer trains: pieces, or parts of long ones, in an order that is a function of seed and epoch; the score is the loss of a step of the validation pieces.</summary>
internal sealed class MusicProblem : ITrainingProblem
{
    /// <summary>Steps of a part: longer pieces are cut.</summary>
    public const int LongestPart = 200;

    private readonly Loss _loss = Training.Losses.Loss.BinaryCrossEntropy();
    private readonly Stack _network;
    private readonly MusicSet _set;
    private readonly (MusicPiece Piece, int First, int Count, int Down, int Up)[] _parts;
    private readonly ShuffledBatches _order;
    private readonly CounterRandom _shifts;
    private readonly RollBatch _batch = new();
    private readonly MusicRunner _runner;

    public MusicProblem(Backend backend, Stack network, MusicSet set, int transpose, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _set, Fingerprint) = (network, set, fingerprint);
        _parts = [.. set.Train.SelectMany(p => Parts(p, transpose))];
        _order = new ShuffledBatches(_parts.Length, batchSize, seed, "order of pieces");
        _shifts = new CounterRandom(seed, CounterRandom.Purpose("transposition"));
        _runner = new MusicRunner(backend, network);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        ReadOnlySpan<int> chosen = _order.Of(epoch, batch);
        int[] lengths = new int[chosen.Length];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = _parts[chosen[b]].Count;
        }

        _batch.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            (MusicPiece piece, int start, _, int down, int up) = _parts[chosen[b]];
            int shift = (int)(_shifts.Word((uint)epoch, chosen[b]) % (uint)(down + up + 1)) - down;
            _batch.Set(b, piece, start, shift);
        }

        Variable logits = _batch.Run(tape, _network);
        return _loss.ApplyToBatch(tape, logits, _batch.Targets(tape));
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Score(_set.Validation, tape, cancellation).Nats;

    /// <summary>The parts of a piece, each with how far it can be moved down and up on the piano.</summary>
    private static IEnumerable<(MusicPiece Piece, int First, int Count, int Down, int Up)> Parts(MusicPiece piece, int transpose)
    {
        int lowest = piece.Steps.SelectMany(s => s).DefaultIfEmpty(MusicPiece.LowestPitch).Min();
        int highest = piece.Steps.SelectMany(s => s).DefaultIfEmpty(MusicPiece.HighestPitch).Max();
        for (int first = 0; first < piece.Steps.Count; first += LongestPart)
        {
            yield return (
                piece, first, Math.Min(LongestPart, piece.Steps.Count - first),
                Math.Min(transpose, lowest - MusicPiece.LowestPitch), Math.Min(transpose, MusicPiece.HighestPitch - highest));
        }
    }
}
