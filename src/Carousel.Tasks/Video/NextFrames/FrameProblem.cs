using Carousel.Autograd;
using Carousel.Backends;
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
    private readonly ulong _seed;
    private readonly ShuffledBatches _order;
    private readonly FrameBatch _batch;
    private readonly FrameRunner _runner;
    private readonly Training.Losses.Loss _loss = Training.Losses.Loss.BinaryCrossEntropy();

    public FrameProblem(Backend backend, FrameNetwork network, FrameDesign design, ClipParts parts, float[] typical, int window, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _parts, _typical, _window, _seed, Fingerprint) = (network, parts, typical, window, seed, fingerprint);
        _clips = [.. parts.Train.Where(c => c.Steps >= window)];
        _order = new ShuffledBatches(_clips.Length, batchSize, seed, "order of clips");
        _batch = new FrameBatch(design);
        _runner = new FrameRunner(backend, network, design);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Memory.Tensor carried)
    {
        int[] chosen = _order.Of(epoch, batch).ToArray();
        _batch.Fill([.. chosen.Select(place => Window(epoch, place))], _window);
        Variable logits = _batch.Run(tape, _network, _window - 1);
        return new BatchLoss(_loss.Apply(tape, logits, _batch.Frames(tape, 1, _window - 1).Value), chosen.Length);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _runner.Measure(_parts.Validation, _typical, tape, cancellation).Model;

    private (Clip Clip, int First, bool IsMirrored) Window(int epoch, int place)
    {
        var draws = new SimulationDraws(_seed, "window of a clip", unchecked((uint)(((long)epoch * _clips.Length) + place)));
        return (_clips[place], draws.Below(_clips[place].Steps - _window + 1), draws.Chance(0.5));
    }
}
