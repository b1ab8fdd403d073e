using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Captioning;

/// <summary>What the trainer trains: pictures with all their sentences in an order that is a function of seed and epoch, and the mean loss of the validation part.</summary>
internal sealed class CaptionProblem : ITrainingProblem
{
    private readonly CaptionNetwork _network;
    private readonly PicturePixels _pixels;
    private readonly PicturePixels _validationPixels;
    private readonly (int[] Words, bool CanMirror)[][] _training;
    private readonly (int Picture, bool IsMirrored, int[] Words)[] _validation;
    private readonly CaptionBatch _batch;
    private readonly int _batchSize;
    private readonly ShuffledBatches _order;
    private readonly CounterRandom _mirrored;

    public CaptionProblem(
        CaptionNetwork network, CaptionWords words, PicturePixels pixels, IReadOnlyList<CaptionedPicture> training, PicturePixels validationPixels,
        IReadOnlyList<CaptionedPicture> validation, bool mirror, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _pixels, _validationPixels, _batchSize, Fingerprint) = (network, pixels, validationPixels, batchSize, fingerprint);
        _training = [.. training.Select(p => p.Sentences.Select(s => (words.Encode(s), mirror && !CaptionWords.Split(s).Any(w => w is "left" or "right" or "leftmost" or "rightmost"))).ToArray())];
        _validation = [.. validation.SelectMany((p, k) => p.Sentences.Select(s => (k, false, words.Encode(s))))];
        _batch = new CaptionBatch(words.End);
        _order = new ShuffledBatches(_training.Length, batchSize, seed, "order of captions");
        _mirrored = new CounterRandom(seed, CounterRandom.Purpose("mirrored pictures"));
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
        _batch.Fill(_pixels, [.. _order.Of(epoch, batch).ToArray().SelectMany(p =>
        {
            bool isMirrored = CounterRandom.ToUniform(_mirrored.Word((uint)epoch, p)) < 0.5;
            return _training[p].Select(s => (p, s.CanMirror && isMirrored, s.Words));
        })]);
        return new BatchLoss(_network.Loss(tape, _batch), _batch.Packing.Rows);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        long rows = 0;
        for (int first = 0; first < _validation.Length; first += _batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            _batch.Fill(_validationPixels, _validation[first..Math.Min(first + _batchSize, _validation.Length)]);
            tape.Begin(TapeMode.Inference);
            sum += _network.Loss(tape, _batch).Value.ToArray()[0] * (double)_batch.Packing.Rows;
            rows += _batch.Packing.Rows;
        }

        return rows == 0 ? null : sum / rows;
    }
}
