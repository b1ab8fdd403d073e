using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Video.Clips;
using Carousel.Training;

namespace Carousel.Tasks.Video.Actions;

/// <summary>What the trainer trains: clips, mirrored and moved anew in each epoch; the score is the loss of the validation clips.</summary>
internal sealed class ActionProblem : ITrainingProblem
{
    private readonly ActionNetwork _network;
    private readonly ClipParts _parts;
    private readonly int[] _truth;
    private readonly int[] _validationTruth;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly CounterRandom _order;
    private readonly int[] _ordered;
    private readonly ActionBatch _batch;
    private readonly ActionRunner _runner;
    private readonly Training.Losses.Loss _loss = Training.Losses.Loss.CrossEntropy();
    private int _orderedEpoch = -1;

    public ActionProblem(Backend backend, ActionNetwork network, ActionDesign design, ClipParts parts, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _parts, _batchSize, _seed, Fingerprint) = (network, parts, batchSize, seed, fingerprint);
        _runner = new ActionRunner(backend, network, design);
        (_truth, _validationTruth) = (_runner.Truth(parts.Data.Name, parts.Train), _runner.Truth(parts.Data.Name, parts.Validation));
        _order = new CounterRandom(seed, CounterRandom.Purpose("order of clips"));
        _ordered = new int[parts.Train.Count];
        _batch = new ActionBatch(design);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (_parts.Train.Count + _batchSize - 1) / _batchSize;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_orderedEpoch != epoch)
        {
            _order.Permutation((uint)epoch, _ordered);
            _orderedEpoch = epoch;
        }

        int first = batch * _batchSize, count = Math.Min(_batchSize, _parts.Train.Count - first);
        int[] chosen = _ordered[first..(first + count)];
        _batch.Fill(
            [.. chosen.Select(c => _parts.Train[c])],
            b => new SimulationDraws(_seed, "change of a clip", unchecked((uint)(((long)epoch * _ordered.Length) + chosen[b]))));
        Variable scores = _batch.Run(tape, _network);
        Tensor truth = tape.Arena.Allocate(new Shape(count, 1));
        truth.Write([.. chosen.Select(c => (float)_truth[c])]);
        return _loss.ApplyToBatch(tape, scores, truth);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Loss(tape, _parts.Validation, _validationTruth, cancellation);
}
