using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Handwriting;

/// <summary>
/// What the trainer trains: drawings, changed a little in each epoch; the score is the loss of a point of the
/// validation drawings.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
/// <param name="drawings">The training drawings of two points and more.</param>
/// <param name="parts">The offsets, of training in the order of the drawings.</param>
/// <param name="distortion">How much drawings are changed; 0 for not at all.</param>
/// <param name="batchSize">Drawings of a batch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class PenProblem(
    Stack network, PenDesign design, IReadOnlyList<Drawing> drawings, DataParts<PenOffsets> parts, double distortion,
    int batchSize,
    ulong seed, string fingerprint)
    : BatchProblem(network, new ShuffledBatches(drawings.Count, batchSize, seed, "order of drawings"), fingerprint)
{
    private readonly AffineDistortion _distortion = new(distortion, shakes: false);
    private readonly PenBatch _batch = new(design);

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        foreach (PenOffsets[] some in PenBatch.Answering.Over(tape, parts.Validation, d => d.Count, cancellation))
        {
            BatchLoss loss = _batch.Loss(tape, network, some);
            sum += loss.Elements * (double)loss.Mean.Value.ToArray()[0];
        }

        return sum / parts.Validation.Sum(d => (long)d.Count);
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen) =>
        _batch.Loss(tape, network, [.. chosen.ToArray().Select(place => Changed(epoch, place))]);

    private PenOffsets Changed(int epoch, int place)
    {
        PenOffsets own = parts.Training[place];
        return distortion == 0 ? own : PenOffsets.Of(
            _distortion.Apply(drawings[place].Points, AffineDistortion.Draws(seed, epoch, place, drawings.Count)),
            design.Scale, own.Class);
    }
}
