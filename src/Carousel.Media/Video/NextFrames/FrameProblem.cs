using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Video;

/// <summary>
/// What the trainer trains: a window of each clip, drawn again and mirrored or not in each epoch; the score is the mean
/// squared error of the validation clips' frames.
/// </summary>
internal sealed class FrameProblem : BatchProblem
{
    private static readonly Training.Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly FrameNetwork _network;
    private readonly FrameDesign _design;
    private readonly IReadOnlyList<Clip> _validation;
    private readonly Clip[] _clips;
    private readonly float[] _typical;
    private readonly int _window;
    private readonly ulong _seed;
    private readonly FrameBatch _batch;

    public FrameProblem(
        FrameNetwork network, FrameDesign design, ClipParts parts, float[] typical, int window, int batchSize,
        ulong seed, string fingerprint)
        : this(network, design, [.. parts.Train.Where(c => c.Steps >= window)], window, batchSize, seed, fingerprint) =>
        (_validation, _typical) = (parts.Validation, typical);

    private FrameProblem(
        FrameNetwork network, FrameDesign design, Clip[] clips, int window, int batchSize, ulong seed,
        string fingerprint)
        : base(network, new ShuffledBatches(clips.Length, batchSize, seed, "order of clips"), fingerprint)
    {
        (_network, _design, _clips, _window, _seed, _validation, _typical) = (
            network, design, clips, window, seed, [], []);
        _batch = new FrameBatch(design);
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        FrameErrors.Of(
            clip => FrameBaseline.OfNetwork(FrameBatch.Logits(tape, _network, _design, clip)), _validation, _typical,
            cancellation).Model;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        _batch.Fill([.. chosen.ToArray().Select(place => Window(epoch, place))], _window);
        Variable logits = _batch.Run(tape, _network, _window - 1);
        return new BatchLoss(_loss.Apply(tape, logits, _batch.Frames(tape, 1, _window - 1).Value), chosen.Length);
    }

    private (Clip Clip, int First, bool IsMirrored) Window(int epoch, int place)
    {
        var draws = new SimulationDraws(
            _seed, "window of a clip", unchecked((uint)(((long)epoch * _clips.Length) + place)));
        return (_clips[place], draws.Below(_clips[place].Steps - _window + 1), draws.Chance(0.5));
    }
}
