using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Video.Clips;
using Carousel.Training;

namespace Carousel.Tasks.Video.NextFrames;

/// <summary>What the trainer trains: a window of each clip, drawn anew and mirrored or not in each epoch; the score is the mean squared error of the validation clips' frames.</summary>
internal sealed class FrameProblem : ITrainingProblem
{
    private readonly FrameNetwork _network;
    private readonly ClipParts _parts;
    private readonly Clip[] _clips;
    private readonly float[] _typical;
    private readonly int _window;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly CounterRandom _order;
    private readonly int[] _ordered;
    private readonly FrameBatch _batch;
    private readonly FrameRunner _runner;
    private readonly Training.Losses.Loss _loss = Training.Losses.Loss.BinaryCrossEntropy();
    private int _orderedEpoch = -1;

    public FrameProblem(Backend backend, FrameNetwork network, FrameDesign design, ClipParts parts, float[] typical, int window, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _parts, _typical, _window, _batchSize, _seed, Fingerprint) = (network, parts, typical, window, batchSize, seed, fingerprint);
        _clips = [.. parts.Train.Where(c => c.Steps >= window)];
        _order = new CounterRandom(seed, CounterRandom.Purpose("order of clips"));
        _ordered = new int[_clips.Length];
        _batch = new FrameBatch(design);
        _runner = new FrameRunner(backend, network, design);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (_clips.Length + _batchSize - 1) / _batchSize;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Memory.Tensor carried)
    {
        if (_orderedEpoch != epoch)
        {
            _order.Permutation((uint)epoch, _ordered);
            _orderedEpoch = epoch;
        }

        int first = batch * _batchSize, count = Math.Min(_batchSize, _clips.Length - first);
        _batch.Fill([.. Enumerable.Range(first, count).Select(i => Window(epoch, _ordered[i]))], _window);
        Variable logits = _batch.Run(tape, _network, _window - 1);
        return new BatchLoss(_loss.Apply(tape, logits, _batch.Frames(tape, 1, _window - 1).Value), count);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Measure(_parts.Validation, _typical, tape, cancellation).Model;

    private (Clip Clip, int First, bool IsMirrored) Window(int epoch, int place)
    {
        var draws = new SimulationDraws(_seed, "window of a clip", unchecked((uint)(((long)epoch * _clips.Length) + place)));
        return (_clips[place], draws.Below(_clips[place].Steps - _window + 1), draws.Chance(0.5));
    }
}
