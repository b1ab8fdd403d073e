using Carousel.Autograd;
using Carousel.Backends;
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
    private readonly ulong _seed;
    private readonly ShuffledBatches _order;
    private readonly ActionBatch _batch;
    private readonly ActionRunner _runner;
    private readonly Training.Losses.Loss _loss = Training.Losses.Loss.CrossEntropy();

    public ActionProblem(Backend backend, ActionNetwork network, ActionDesign design, ClipParts parts, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _parts, _seed, Fingerprint) = (network, parts, seed, fingerprint);
        _runner = new ActionRunner(backend, network, design);
        (_truth, _validationTruth) = (_runner.Truth(parts.Data.Name, parts.Train), _runner.Truth(parts.Data.Name, parts.Validation));
        _order = new ShuffledBatches(parts.Train.Count, batchSize, seed, "order of clips");
        _batch = new ActionBatch(design);
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
        int[] chosen = _order.Of(epoch, batch).ToArray();
        _batch.Fill(
            [.. chosen.Select(c => _parts.Train[c])],
            b => new SimulationDraws(_seed, "change of a clip", unchecked((uint)(((long)epoch * _parts.Train.Count) + chosen[b]))));
        Variable scores = _batch.Run(tape, _network);
        Tensor truth = tape.Arena.Allocate(new Shape(chosen.Length, 1));
        truth.Write([.. chosen.Select(c => (float)_truth[c])]);
        return _loss.ApplyToBatch(tape, scores, truth);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Loss(tape, _parts.Validation, _validationTruth, cancellation);
}
