using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Translation;

/// <summary>
/// What the trainer trains: the cross-entropy of each piece of a translation given those before it; validated by 100
/// minus BLEU of the greedy translations of the validation part.
/// </summary>
internal sealed class TranslationProblem : BatchProblem
{
    private readonly SequenceToSequence _network;
    private readonly Func<int, int, EncodedPair> _pairOf;
    private readonly Func<CancellationToken, double>? _validate;
    private readonly TranslationBatch _batch = new();
    private readonly Loss _loss;

    /// <summary>A problem.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="network">The built network.</param>
    /// <param name="training">The pairs.</param>
    /// <param name="validate">The validation score, lower is better; null without validation pairs.</param>
    /// <param name="choices">Pairs of a step.</param>
    /// <param name="options">Label smoothing and the seed.</param>
    /// <param name="anew">A pair of an epoch, by its place, if each epoch encodes it again; null if it is always
    /// as in <paramref name="training"/>, whose lengths order the batches either way.</param>
    /// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
    public TranslationProblem(
        Backend backend, SequenceToSequence network, IReadOnlyList<EncodedPair> training,
        Func<CancellationToken, double>? validate,
        TrainingChoices choices, TranslationOptions options, string fingerprint,
        Func<int, int, EncodedPair>? anew = null)
        : base(
            network,
            new LengthBatches(
                [.. training.Select(p => (p.Target.Length * 1024) + p.Source.Length)], choices.Batch, options.Fit.Seed,
                "sentence pairs"),
            fingerprint)
    {
        (_network, _validate, _pairOf) = (network, validate, anew ?? ((_, place) => training[place]));
        _loss = Training.Loss.CrossEntropy((float)options.LabelSmoothing);
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) => _validate?.Invoke(cancellation);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        EncodedPair[] pairs = [.. chosen.ToArray().Select(place => _pairOf(epoch, place))];
        _batch.Fill(pairs, _network.Options.End);
        return new BatchLoss(
            _loss.Apply(tape, _batch.Scores(tape, _network), _batch.Targets.Next(tape)), _batch.Targets.Packing.Rows);
    }
}
