using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Translation;

/// <summary>
/// What the trainer trains: the cross-entropy of each piece of a translation given those before it; validated by 100
/// minus chrF2 of the greedy translations of the validation set.
/// </summary>
/// <param name="network">The built network.</param>
/// <param name="training">The pairs.</param>
/// <param name="validate">The validation score, lower is better; null without validation pairs.</param>
/// <param name="choices">Pairs of a step.</param>
/// <param name="options">Label smoothing and the seed.</param>
/// <param name="encode">A pair of an epoch, by its place, if each epoch encodes it again; null if it is always
/// as in <paramref name="training"/>, whose lengths order the batches either way.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class TranslationProblem(
    SequenceToSequence network, IReadOnlyList<EncodedPair> training, Func<CancellationToken, double>? validate,
    TrainingChoices choices, TranslationOptions options, string fingerprint, Func<int, int, EncodedPair>? encode = null)
    : BatchProblem(
        network,
        new LengthBatches(
            [.. training.Select(p => (p.Target.Length * 1024) + p.Source.Length)], choices.Batch, options.Fit.Seed,
            "sentence pairs"),
        fingerprint)
{
    /// <summary>The share of a target that is spread over all pieces while training.</summary>
    public const float Smoothing = 0.1f;

    private readonly TranslationBatch _batch = new();
    private double? _score;
    private readonly Loss _loss = Training.Loss.CrossEntropy(Smoothing);

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        _score = validate?.Invoke(cancellation);

    /// <summary>After half of the epochs, if all texts are right: the rest of the score is certainty.</summary>
    /// <inheritdoc/>
    public override bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) =>
        2 * epoch >= choices.Epochs && _score < 1e-3;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        EncodedPair[] pairs = [.. chosen.ToArray().Select(place => encode?.Invoke(epoch, place) ?? training[place])];
        _batch.Fill(pairs, network.Options.End);
        return new BatchLoss(
            _loss.Apply(tape, _batch.Scores(tape, network), _batch.Targets.Next(tape)), _batch.Targets.Packing.Rows);
    }
}
