using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Training;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>What the trainer trains: drawings changed a little, or lines joined anew, in each epoch; a function of seed, epoch and place.</summary>
internal sealed class RecogniserProblem : ITrainingProblem
{
    private readonly RecogniserNetwork _network;
    private readonly RecogniserDesign _design;
    private readonly RecogniserSet _set;
    private readonly ulong _seed;
    private readonly AffineDistortion _distortion;
    private readonly JoinedDrawings? _joining;
    private readonly Training.Losses.Loss _loss = Training.Losses.Loss.CrossEntropy();
    private readonly LabelSequences _labels = new();
    private readonly ShuffledBatches _order;
    private readonly DrawingBatch _batch;
    private readonly RecogniserRunner _runner;

    public RecogniserProblem(
        Backend backend, RecogniserNetwork network, RecogniserDesign design, RecogniserSet set, double distortion, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _design, _set, _seed, Fingerprint) = (network, design, set, seed, fingerprint);
        _distortion = new AffineDistortion(distortion);
        _joining = set.Join is { } range ? new JoinedDrawings(set.Train, range, distortion) : null;
        _order = new ShuffledBatches(set.TrainCount, batchSize, seed, "order of drawings");
        _batch = new DrawingBatch(design.IsLine);
        _runner = new RecogniserRunner(backend, network, design);
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
        int count = chosen.Length;
        var points = new IReadOnlyList<PenPoint>[count];
        var targets = new int[count][];
        for (int b = 0; b < count; b++)
        {
            (points[b], targets[b]) = Draw(epoch, chosen[b]);
        }

        _batch.Fill(points);
        Variable scores = _batch.Run(tape, _network);
        if (_design.IsLine)
        {
            _labels.Set([.. targets.SelectMany(t => t)], [.. targets.Select(t => t.Length)]);
            return new BatchLoss(Ctc.Loss(tape, scores, _labels, _batch.Packing), count);
        }

        Tensor truth = tape.Arena.Allocate(new Shape(count, 1));
        truth.Write([.. targets.Select(t => (float)t[0])]);
        return _loss.ApplyToBatch(tape, scores, truth);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Loss(tape, _set.Validation, _set.ValidationTargets, cancellation);

    private (IReadOnlyList<PenPoint> Points, int[] Target) Draw(int epoch, int place)
    {
        var draws = new SimulationDraws(_seed, "change of a drawing", unchecked((uint)(((long)epoch * _set.TrainCount) + place)));
        if (_joining is not null)
        {
            Drawing line = _joining.Make(draws, place);
            return (line.Points, _set.Codes.Line(_set.Name, line));
        }

        return (_distortion.Apply(_set.Train[place].Points, draws), _set.TrainTargets[place]);
    }
}
