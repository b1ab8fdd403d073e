using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Training;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>What the trainer trains: drawings, changed a little in each epoch, in an order that is a function of seed and epoch; the score is the loss of a point of the validation drawings.</summary>
internal sealed class PenProblem : ITrainingProblem
{
    private readonly Stack _network;
    private readonly PenDesign _design;
    private readonly PenSet _set;
    private readonly ulong _seed;
    private readonly AffineDistortion? _distortion;
    private readonly ShuffledBatches _order;
    private readonly PenBatch _batch;
    private readonly PenRunner _runner;

    public PenProblem(Backend backend, Stack network, PenDesign design, PenSet set, double distortion, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _design, _set, _seed, Fingerprint) = (network, design, set, seed, fingerprint);
        _distortion = distortion > 0 ? new AffineDistortion(distortion, shakes: false) : null;
        _order = new ShuffledBatches(set.Train.Count, batchSize, seed, "order of drawings");
        _batch = new PenBatch(design);
        _runner = new PenRunner(backend, network, design);
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
        _batch.Fill([.. _order.Of(epoch, batch).ToArray().Select(place => Changed(epoch, place))]);
        return _batch.Loss(tape, _batch.Run(tape, _network));
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Loss(tape, _set.Validation, cancellation);

    private PenOffsets Changed(int epoch, int place)
    {
        if (_distortion is null)
        {
            return _set.Train[place];
        }

        var draws = new SimulationDraws(_seed, "change of a drawing", unchecked((uint)(((long)epoch * _set.Train.Count) + place)));
        return PenOffsets.Of(_distortion.Apply(_set.TrainDrawings[place].Points, draws), _design.Scale, _set.Train[place].Class);
    }
}
