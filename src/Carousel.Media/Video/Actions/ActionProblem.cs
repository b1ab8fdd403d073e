using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Video;

/// <summary>
/// What the trainer trains: clips, changed at random in each epoch; the score is the loss of the validation clips.
/// </summary>
internal sealed class ActionProblem(
    ActionNetwork network, ActionDesign design, ClipParts parts, bool mirrors, TrainingChoices training, ulong seed,
    string fingerprint)
    : BatchProblem(network, new ShuffledBatches(parts.Train.Count, training.Batch, seed, "order of clips"), fingerprint)
{
    private static readonly Training.Loss _loss = Training.Loss.CrossEntropy();

    private readonly int[] _truth = design.Truth(parts.Train);
    private readonly int[] _validationTruth = design.Truth(parts.Validation);
    private readonly ActionBatch _batch = new(design, mirrors);
    private double? _score;

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        float[][] scores = ActionBatch.Scores(tape, network, design, parts.Validation, cancellation);
        return _score = -scores.Select((row, n) => Probabilities.LogSoftmax(row, _validationTruth[n])).Average();
    }

    /// <summary>After half of the epochs, if all clips are right: a wrong one has ln 2 = 0.69 nats or more.</summary>
    /// <inheritdoc/>
    public override bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) =>
        2 * epoch >= training.Epochs && _score < Math.Min(0.006, 0.69 / parts.Validation.Count);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] places = chosen.ToArray();
        _batch.Fill(
            [.. places.Select(c => parts.Train[c])],
            b =>
                new SimulationDraws(
                    seed, "change of a clip", unchecked((uint)(((long)epoch * parts.Train.Count) + places[b]))));
        Variable scores = _batch.Run(tape, network);
        Tensor truth = tape.Arena.Allocate(new Shape(places.Length, 1));
        truth.Write([.. places.Select(c => (float)_truth[c])]);
        return _loss.ApplyToBatch(tape, scores, truth);
    }
}
