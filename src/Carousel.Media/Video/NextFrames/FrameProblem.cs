using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Video;

/// <summary>
/// What the trainer trains: a window of each clip, drawn again and mirrored or not in each epoch; the score is the mean
/// squared error of the validation clips' frames.
/// </summary>
internal sealed class FrameProblem(
    FrameNetwork network, FrameDesign design, ClipParts parts, float[] typical, int window, int batchSize, ulong seed,
    string fingerprint)
    : BatchProblem(
        network,
        new ShuffledBatches(parts.Train.Count(c => c.Steps >= window), batchSize, seed, "order of clips"), fingerprint)
{
    private static readonly Training.Loss _loss = Training.Loss.BinaryCrossEntropy();

    private readonly Clip[] _clips = [.. parts.Train.Where(c => c.Steps >= window)];
    private readonly FrameBatch _batch = new(design);

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        FrameErrors.Of(
            clip => FrameBaseline.OfNetwork(FrameBatch.Logits(tape, network, design, clip)), parts.Validation, typical,
            cancellation).Model;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        _batch.Fill([.. chosen.ToArray().Select(place => Window(epoch, place))], window);
        Variable logits = _batch.Run(tape, network, window - 1);
        return new BatchLoss(_loss.Apply(tape, logits, _batch.Frames(tape, 1, window - 1).Value), chosen.Length);
    }

    private (Clip Clip, int First, bool IsMirrored) Window(int epoch, int place)
    {
        var draws = new SimulationDraws(
            seed, "window of a clip", unchecked((uint)(((long)epoch * _clips.Length) + place)));
        return (_clips[place], draws.Below(_clips[place].Steps - window + 1), draws.Chance(0.5));
    }
}
